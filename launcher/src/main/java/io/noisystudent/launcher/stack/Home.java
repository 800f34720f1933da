package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.embedded.EmbeddedKafka;
import io.noisystudent.embedded.EmbeddedObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The directory of one local pipeline: data of broker and store, logs, configuration. */
public record Home(Path directory) {
    private static final String LOGS = "logs";
    private static final String CACHE = "cache";
    private static final String SCRATCH = "scratch";
    private static final String PIPELINE = "pipeline.yaml";
    private static final String PIPELINE_BEFORE = "pipeline.yaml.1";
    private static final String ADDRESSES = "addresses.json";
    private static final String TEACHER = "teacher.onnx";
    private static final String PROCESSES = "processes.json";
    private static final String LOCK = "in-use";

    /** Everything that the launcher and its processes put into a home, themselves and nothing else. */
    private static final Set<String> OWN = Set.of(
            EmbeddedKafka.DIRECTORY,
            EmbeddedObjectStore.DIRECTORY,
            LOGS,
            CACHE,
            SCRATCH,
            PIPELINE,
            PIPELINE_BEFORE,
            ADDRESSES,
            TEACHER,
            PROCESSES,
            ProcessFile.unfinished(PROCESSES),
            LOCK,
            HomeMark.FILE);

    public Home {
        directory = directory.toAbsolutePath().normalize();
    }

    public Path log(String service) {
        return directory.resolve(LOGS).resolve(service + ".log");
    }

    public Path pipelineFile() {
        return directory.resolve(PIPELINE);
    }

    /** What {@link #pipelineFile} held before another one was put in its place. */
    Path earlierPipelineFile() {
        return directory.resolve(PIPELINE_BEFORE);
    }

    public Path cache(String service) {
        return directory.resolve(CACHE).resolve(service);
    }

    public Path scratch() {
        return directory.resolve(SCRATCH);
    }

    /** Where the running stack writes how other commands reach it. */
    public Path addressFile() {
        return directory.resolve(ADDRESSES);
    }

    /** The current teacher, as a demo leaves it. */
    public Path teacherFile() {
        return directory.resolve(TEACHER);
    }

    /** Which processes run for this home. */
    Path processFile() {
        return directory.resolve(PROCESSES);
    }

    Path lockFile() {
        return directory.resolve(LOCK);
    }

    /** Whether a file lies in this directory. */
    public boolean contains(Path file) {
        return file.toAbsolutePath().normalize().startsWith(directory);
    }

    /** Creates what is missing. */
    public void create() {
        try {
            Files.createDirectories(directory.resolve(LOGS));
            Files.createDirectories(scratch());
        } catch (IOException e) {
            throw failure("cannot be created", e);
        }
    }

    /**
     * Checks that a pipeline may live here, and changes nothing.
     *
     * @throws NoisyStudentException {@code HOME_REFUSED} for what is no directory, for a directory that another user
     *     or program made, and for a comma in its path
     */
    public void requirePipeline() {
        requirePlainPath();
        List<Path> entries = entries();
        if (HomeMark.isMarked(this)) {
            return;
        }
        foreign(entries).findFirst().ifPresent(file -> {
            throw refused("holds " + file.getFileName() + ", which is no part of a pipeline");
        });
    }

    /**
     * Checks that a demo may empty this directory, and changes nothing: a demo made it, or it is empty, and nothing
     * lies in it that the launcher did not put there.
     *
     * @throws NoisyStudentException {@code HOME_REFUSED}
     */
    public void requireDemo() {
        requirePlainPath();
        List<Path> entries = entries();
        if (entries.isEmpty()) {
            return;
        }
        if (!HomeMark.isDemo(this)) {
            throw refused(
                    HomeMark.isMarked(this)
                            ? "holds a pipeline that was started with up, and a demo empties its directory"
                            : "was not made by a demo (a file " + HomeMark.FILE
                                    + " would say so), and a demo empties its directory");
        }
        foreign(entries).findFirst().ifPresent(file -> {
            throw refused("holds " + file.getFileName() + ", which the demo did not put there and would delete");
        });
    }

    /** Kafka has a list of directories for its data, and no way to write a comma in one of them. */
    private void requirePlainPath() {
        if (directory.toString().contains(",")) {
            throw refused("has a comma in its path, which the broker takes for the end of a name; choose another one");
        }
    }

    /**
     * Deletes everything below the directory but the mark, the lock and {@code kept}; the caller must hold the {@link
     * HomeLock}. Symbolic links are removed, not followed.
     *
     * @throws NoisyStudentException as {@link #requireDemo}; nothing is deleted then
     */
    public void clear(Path kept) {
        requireDemo();
        for (Path entry : entries()) {
            if (!entry.getFileName().toString().equals(HomeMark.FILE)) {
                delete(entry, kept);
            }
        }
    }

    /** Deletes a file or directory of this home, with everything below it, but {@code kept}. */
    private void delete(Path root, Path kept) {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> deepestFirst = files.filter(file -> !file.startsWith(kept) && !kept.startsWith(file))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw failure("cannot be emptied", e);
        }
    }

    /** Deletes what was put into a place of the scratch directory, if anything was. */
    public void discard(Path scratch) {
        if (Files.exists(scratch, LinkOption.NOFOLLOW_LINKS)) {
            delete(scratch, lockFile());
        }
    }

    /** What lies in the directory, but the lock; nothing if there is no directory. */
    private List<Path> entries() {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        if (!Files.isDirectory(directory)) {
            throw refused("is no directory");
        }
        try (Stream<Path> files = Files.list(directory)) {
            Path real = directory.toRealPath();
            if (real.getParent() == null || real.equals(realOrSelf(Path.of(System.getProperty("user.home"))))) {
                throw refused("is the root of a disk, or everything that you have");
            }
            return files.filter(file -> !file.equals(lockFile())).sorted().toList();
        } catch (IOException e) {
            throw failure("cannot be read", e);
        }
    }

    private static Path realOrSelf(Path path) throws IOException {
        return Files.exists(path) ? path.toRealPath() : path;
    }

    private static Stream<Path> foreign(List<Path> entries) {
        return entries.stream().filter(file -> !OWN.contains(file.getFileName().toString()));
    }

    private NoisyStudentException refused(String why) {
        return new NoisyStudentException(
                ErrorCode.HOME_REFUSED,
                directory.toString(),
                why + "; nothing was changed. Name a directory that does not exist yet with --home");
    }

    private NoisyStudentException failure(String what, IOException cause) {
        return new NoisyStudentException(
                ErrorCode.DISK_FULL,
                directory.toString(),
                what + " (" + cause.getMessage() + "); choose another directory with --home",
                cause);
    }
}
