package io.noisystudent.embedded.child;

import java.io.DataInputStream;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * Runs a service in a process that ends when its parent does, however the parent ends.
 *
 * <p>The parent holds the other end of standard input. It first sends the settings (as {@link Properties} text in the
 * form of {@link java.io.DataOutput#writeUTF}; secrets travel here and in no command line) and then nothing more: the
 * end of the stream is the order to stop, and the kernel sends it too when the parent is killed. Setting {@value
 * #DIRECTORY} names the data directory, which is locked for as long as the process lives.
 */
public final class ChildProcess {
    public static final String DIRECTORY = "directory";

    private static final System.Logger LOG = System.getLogger(ChildProcess.class.getName());
    // Longer than a predecessor may take to stop.
    private static final Duration LOCK_LIMIT = Duration.ofSeconds(15);
    private static final int FAILED = 1;

    private ChildProcess() {}

    /** Reads the settings, makes the service of them and runs it until the parent says or shows that it is over. */
    public static void run(Function<Properties, ChildService> factory) {
        try {
            DataInputStream parent = new DataInputStream(System.in);
            Properties settings = new Properties();
            settings.load(new StringReader(parent.readUTF()));
            ChildService service = factory.apply(settings);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(service), "stop"));
            ParentWatch.start(parent);
            DirectoryLock.acquire(Path.of(settings.getProperty(DIRECTORY)), LOCK_LIMIT);
            service.start();
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.ERROR, "start failed", e);
            // Not exit: a half-started service may never stop.
            Runtime.getRuntime().halt(FAILED);
        }
    }

    private static void stop(ChildService service) {
        try {
            service.stop();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.ERROR, "stop failed", e);
        }
    }
}
