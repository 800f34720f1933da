package io.noisystudent.vision.natives;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.javacpp.Loader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the native libraries of JavaCPP presets while no other process extracts them.
 *
 * <p>JavaCPP unpacks its libraries into a cache that all processes of a user share. Processes that start together on an
 * empty cache map files that another one is still writing, and die with SIGBUS; a lock on a file of the cache makes them
 * take turns. Call {@link #load} before the first use of any class of a preset, because these load themselves.
 */
public final class NativeLibraries {
    private static final Logger log = LoggerFactory.getLogger(NativeLibraries.class);
    private static final String LOCK_FILE = ".noisy-student.lock";

    private NativeLibraries() {}

    /**
     * Loads the libraries of each preset, in this order; one that is loaded already costs nothing.
     *
     * @param presets for example {@code org.bytedeco.pytorch.global.torch.class}
     * @throws UnsatisfiedLinkError when the class path has no libraries for this platform
     */
    public static synchronized void load(Class<?>... presets) {
        File cache;
        try {
            cache = Loader.getCacheDir();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "No directory can be written as cache of native libraries; set the system"
                            + " property org.bytedeco.javacpp.cachedir to one that can",
                    e);
        }
        try (FileChannel channel = lockFile(cache.toPath());
                FileLock lock = channel.lock()) {
            log.debug("event=native-load cache={} locked={}", cache, lock.isValid());
            for (Class<?> preset : presets) {
                Loader.load(preset);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lock " + cache + "; make this directory writable", e);
        }
    }

    private static FileChannel lockFile(Path cache) throws IOException {
        return FileChannel.open(cache.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
