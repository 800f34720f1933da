package io.noisystudent.embedded.objectstore;

import io.noisystudent.embedded.child.ChildProcess;
import io.noisystudent.embedded.child.ChildService;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.jspecify.annotations.Nullable;

/**
 * S3Proxy over a directory of files: a bucket is a directory, an object is a file.
 *
 * <p>Settings: {@code directory}, {@code port}, and {@code access.key} and {@code secret.key} of the user who may do
 * everything; for tests, {@code faults}, the file of {@link FaultyObjects}. With security, further {@code key.store} (PEM file of the private key and the certificate), and for each
 * other user {@code secret.<access key>} and {@code policy.<access key>} (JSON file).
 */
public final class ObjectStoreMain implements ChildService {
    // It holds a signed request in memory while it checks the digest.
    private static final long MAX_SIGNED_BYTES = 256L * 1024 * 1024;

    private final Properties settings;
    private @Nullable S3Proxy proxy;

    private ObjectStoreMain(Properties settings) {
        this.settings = settings;
    }

    public static void main(String[] args) {
        ChildProcess.run(ObjectStoreMain::new);
    }

    @Override
    public void start() throws Exception {
        Path objects = Path.of(settings.getProperty(ChildProcess.DIRECTORY)).resolve("objects");
        Files.createDirectories(objects);
        BlobStore finished = new FinishedObjects(new FilesystemNio2BlobStore(objects.toString()), objects);
        String faults = settings.getProperty("faults");
        BlobStore everything = faults == null ? finished : new FaultyObjects(finished, Path.of(faults));
        S3Proxy.Builder builder = S3Proxy.builder()
                .blobStore(everything)
                .awsAuthentication(
                        AuthenticationType.AWS_V2_OR_V4,
                        settings.getProperty("access.key"),
                        settings.getProperty("secret.key"))
                .v4MaxNonChunkedRequestSize(MAX_SIGNED_BYTES);
        String address = "://127.0.0.1:" + settings.getProperty("port");
        String keys = settings.getProperty("key.store");
        S3Proxy server = keys == null
                ? builder.endpoint(URI.create("http" + address)).build()
                : builder.secureEndpoint(URI.create("https" + address))
                        .sslContext(PemKeys.context(Path.of(keys)))
                        .build();
        if (keys != null) {
            server.setBlobStoreLocator(new StoreUsers(everything, settings));
        }
        synchronized (this) {
            proxy = server;
        }
        server.start();
    }

    @Override
    public synchronized void stop() throws Exception {
        if (proxy != null) {
            proxy.stop();
        }
    }
}
