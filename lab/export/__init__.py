"""A planned lab as objects of Kubernetes. Pure, but for `folder_on_disk`."""
