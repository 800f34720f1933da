package io.noisystudent.trainer.checkpoint;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Notes on this machine's disk, for trainers without a store: those that are started here again see them. */
final class LocalNotes implements NoteShelf {
    private final Path directory;

    LocalNotes(Path directory) {
        this.directory = directory;
    }

    @Override
    public List<String> names() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    @Override
    public Optional<byte[]> read(String name) {
        try {
            return Optional.of(Files.readAllBytes(directory.resolve(name)));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    @Override
    public boolean create(String name, byte[] content) {
        try {
            Files.createDirectories(directory);
            Files.write(directory.resolve(name), content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** With the last note the directory goes. */
    @Override
    public void delete(String name) {
        try {
            Files.deleteIfExists(directory.resolve(name));
            if (names().isEmpty()) {
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private NoisyStudentException unusable(IOException cause) {
        return new NoisyStudentException(
                ErrorCode.DISK_FULL,
                directory.toString(),
                "starts cannot be noted there (" + cause + "); check the disk's space and the permissions",
                cause);
    }
}
