package io.noisystudent.embedded.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Jars that were inside a jar, unpacked once per content into a directory of this user under the temporary directory.
 *
 * <p>Only a directory that belongs to this user and that no other user can write to is trusted, since code is started from
 * it. Programs that unpack at the same time do not disturb each other: a directory appears complete or not at all.
 */
final class JarCache {
    private final Path directory;

    JarCache() throws IOException {
        this(Path.of(System.getProperty("java.io.tmpdir"), "noisy-student-" + System.getProperty("user.name")));
    }

    JarCache(Path directory) throws IOException {
        this.directory = trusted(directory);
    }

    /** The directory that holds the jars which {@code archive} has in {@code folder}. */
    Path unpack(Path archive, String folder) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            List<ZipEntry> jars = zip.stream()
                    .filter(entry -> entry.getName().startsWith(folder + "/") && !entry.isDirectory())
                    .map(ZipEntry.class::cast)
                    .toList();
            Path unpacked = directory.resolve(name(folder) + "-" + Long.toHexString(fingerprint(jars)));
            if (isComplete(unpacked, jars)) {
                return unpacked;
            }
            Path fresh = Files.createTempDirectory(directory, name(folder) + "-");
            for (ZipEntry jar : jars) {
                try (InputStream content = zip.getInputStream(jar)) {
                    Files.copy(content, fresh.resolve(name(jar.getName())));
                }
            }
            return publish(fresh, unpacked);
        }
    }

    private static Path publish(Path fresh, Path unpacked) throws IOException {
        try {
            return Files.move(fresh, unpacked, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | AtomicMoveNotSupportedException e) {
            return fresh;
        } catch (FileSystemException e) {
            // Another program was faster, or the one there has been thinned out by a cleaner: ours is complete.
            return fresh;
        }
    }

    private static boolean isComplete(Path unpacked, List<ZipEntry> jars) throws IOException {
        for (ZipEntry jar : jars) {
            Path file = unpacked.resolve(name(jar.getName()));
            if (!Files.isRegularFile(file) || Files.size(file) != jar.getSize()) {
                return false;
            }
        }
        return true;
    }

    private static long fingerprint(List<ZipEntry> jars) {
        CRC32 sum = new CRC32();
        long size = 0;
        for (ZipEntry jar : jars) {
            sum.update((jar.getName() + jar.getCrc()).getBytes(UTF_8));
            size += jar.getSize();
        }
        return sum.getValue() << 32 ^ size;
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Path trusted(Path directory) throws IOException {
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (!posix) {
            return Files.createDirectories(directory);
        }
        var ownerOnly = PosixFilePermissions.fromString("rwx------");
        try {
            return Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(ownerOnly));
        } catch (FileAlreadyExistsException e) {
            Path probe = Files.createTempFile("owner", null);
            boolean ours = Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(probe))
                    && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    && Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS)
                            .equals(ownerOnly);
            Files.delete(probe);
            return ours ? directory : Files.createTempDirectory("noisy-student-");
        }
    }
}
