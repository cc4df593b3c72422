package main

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// unpack writes the folders and files of a tar archive below root. A file that is there is written in place: containers
// have the file itself mounted, and would go on seeing one that was replaced.
func unpack(from io.Reader, root string) error {
	// os.Root lets nothing lead out of the folder, neither a name nor a symbolic link.
	folder, err := os.OpenRoot(root)
	if err != nil {
		return err
	}
	defer folder.Close()
	archive := tar.NewReader(from)
	for {
		entry, err := archive.Next()
		if errors.Is(err, io.EOF) {
			_, err = io.Copy(io.Discard, from) // the end of an archive is padded
			return err
		}
		if err != nil {
			return err
		}
		if err := place(folder, archive, entry); err != nil {
			return fmt.Errorf("%s: %w", entry.Name, err)
		}
	}
}

func place(folder *os.Root, archive *tar.Reader, entry *tar.Header) error {
	path := filepath.Clean(entry.Name)
	mode := entry.FileInfo().Mode().Perm()
	switch entry.Typeflag {
	case tar.TypeDir:
		if err := folder.MkdirAll(path, 0o755); err != nil {
			return err
		}
	case tar.TypeReg:
		if err := folder.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := write(folder, archive, path); err != nil {
			return err
		}
	default:
		return errors.New("only folders and files are carried")
	}
	if err := folder.Chown(path, entry.Uid, entry.Gid); err != nil {
		return err
	}
	return folder.Chmod(path, mode) // after the owner: a change of owner drops bits
}

// write puts the new content over the old one and then cuts it, so that a reader never finds the file empty.
func write(folder *os.Root, archive io.Reader, path string) error {
	file, err := folder.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	size, err := io.Copy(file, archive)
	if err == nil {
		err = file.Truncate(size)
	}
	return errors.Join(err, file.Close())
}
