package io.noisystudent.labeler.models;

import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registryclient.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verified model files on this machine's disk.
 *
 * <p>A version never changes, so what was fetched once serves as long as it is here, also while the registry is away.
 * Its digest is checked each time that it is handed out: a disk may rot. Several labelers may share the directory.
 */
public final class ModelFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ModelFiles.class);
    private static final String MODEL = ".onnx";
    private static final String DIGEST = ".sha256";
    private static final String VERIFIED_DIGEST = ".verified-sha256";
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final Path directory;
    private final long maxBytes;
    private final Registry registry;
    private final Clock clock;

    /**
     * @param directory made if absent
     * @param maxBytes above it the files that were not used for longest are deleted, but never the newest
     */
    public ModelFiles(Path directory, long maxBytes, Registry registry, Clock clock) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * The bytes of a version, with the digest that the registry states.
     *
     * @throws NoisyStudentException {@code REGISTRY_UNAVAILABLE}, {@code NOT_FOUND}, {@code DIGEST_MISMATCH},
     *     {@code DISK_FULL}
     */
    public byte[] read(ModelRef model) {
        try {
            Files.createDirectories(directory);
            String sha256 = digest(model);
            Path file = directory.resolve(model.name() + "-" + model.version() + MODEL);
            byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : download(model, file);
            if (!Digests.sha256Hex(bytes).equals(sha256)) {
                LOG.warn("model={} file={} or its digest is damaged: asking the registry again", model, file);
                bytes = repaired(model, file, bytes);
            }
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            makeRoom(file);
            return bytes;
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.DISK_FULL,
                    directory.toString(),
                    "the model cache cannot be used (" + e + "); check the disk's space and the permissions",
                    e);
        }
    }

    private byte[] repaired(ModelRef model, Path file, byte[] bytes) throws IOException {
        String sha256 = fetchDigest(model);
        if (Digests.sha256Hex(bytes).equals(sha256)) {
            return bytes;
        }
        Files.delete(file);
        byte[] again = download(model, file);
        requireDigest(model, sha256, Digests.sha256Hex(again));
        return again;
    }

    private byte[] download(ModelRef model, Path file) throws IOException {
        long start = System.nanoTime();
        registry.downloadArtifact(model, file);
        byte[] bytes = Files.readAllBytes(file);
        LOG.info("model={} fetched bytes={} millis={}", model, bytes.length, (System.nanoTime() - start) / 1_000_000);
        return bytes;
    }

    private static void requireDigest(ModelRef model, String expected, String actual) {
        if (!actual.equals(expected)) {
            throw new NoisyStudentException(
                    ErrorCode.DIGEST_MISMATCH,
                    model.toString(),
                    "the SHA-256 of the file is " + actual + ", that of the version " + expected
                            + "; it is not used, and nothing is labeled with it");
        }
    }

    /** What the registry said of this version when it was first seen. */
    private String digest(ModelRef model) throws IOException {
        Path note = note(model);
        if (Files.exists(note)) {
            String text = new String(Files.readAllBytes(note), StandardCharsets.ISO_8859_1).strip();
            if (SHA256.matcher(text).matches()) {
                return text;
            }
            LOG.warn("model={} file={} holds no digest: asking the registry again", model, note);
        }
        return fetchDigest(model);
    }

    private String fetchDigest(ModelRef model) throws IOException {
        ModelVersion version = registry.version(model)
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.NOT_FOUND, model.toString(), "the registry has no such version"));
        registry.verify(version);
        String sha256 = version.sha256();
        Path part = Files.createTempFile(directory, "digest", ".part");
        Files.write(part, sha256.getBytes(StandardCharsets.UTF_8));
        Files.move(part, note(model), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return sha256;
    }

    private Path note(ModelRef model) {
        // What was noted without a look at the signature does not count where one is required.
        String kind = registry.requiresSignatures() ? VERIFIED_DIGEST : DIGEST;
        return directory.resolve(model.name() + "-" + model.version() + kind);
    }

    private void makeRoom(Path keep) throws IOException {
        List<Path> oldestFirst;
        try (Stream<Path> files = Files.list(directory)) {
            oldestFirst = files.filter(file -> file.toString().endsWith(MODEL))
                    .sorted(Comparator.comparing(ModelFiles::lastUse))
                    .toList();
        }
        long total = 0;
        for (Path file : oldestFirst) {
            total += size(file);
        }
        for (Path file : oldestFirst) {
            if (total > maxBytes && !file.equals(keep)) {
                total -= size(file);
                Files.deleteIfExists(file);
            }
        }
    }

    private static FileTime lastUse(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
