"""Where an image comes from: present in the engine, pulled from its official reference, or built by our recipe."""
