package io.noisystudent.registryclient;

import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An artifact on its way to disk: a file beside the target, which takes the target's name only when it is complete and
 * the right one.
 */
final class ArtifactFile implements Consumer<Optional<byte[]>>, AutoCloseable {
    private final Path target;
    private final Path part;
    private final FileChannel channel;
    private MessageDigest digest = Digests.sha256();

    private ArtifactFile(Path target, Path part, FileChannel channel) {
        this.target = target;
        this.part = part;
        this.channel = channel;
    }

    static ArtifactFile beside(Path target) throws IOException {
        Path directory = target.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Path part = Files.createTempFile(directory, target.getFileName() + ".", ".part");
        return new ArtifactFile(target, part, FileChannel.open(part, StandardOpenOption.WRITE));
    }

    /** Forgets what came so far: the next bytes are the first ones. */
    void restart() {
        try {
            channel.truncate(0).position(0);
            digest = Digests.sha256();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next bytes; empty at the end. */
    @Override
    public void accept(Optional<byte[]> bytes) {
        try {
            if (bytes.isPresent()) {
                digest.update(bytes.get());
                ByteBuffer rest = ByteBuffer.wrap(bytes.get());
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the file in place if its SHA-256 is the expected one. */
    void commit(String expected, String subject) throws IOException {
        String actual = HexFormat.of().formatHex(digest.digest());
        if (!actual.equals(expected)) {
            throw new NoisyStudentException(
                    ErrorCode.DIGEST_MISMATCH,
                    subject,
                    "the artifact's SHA-256 is " + actual + ", the registry says " + expected
                            + "; it was not kept, download it again");
        }
        // Else a crash could leave the final name on a file without its bytes.
        channel.force(true);
        channel.close();
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(part);
    }
}
