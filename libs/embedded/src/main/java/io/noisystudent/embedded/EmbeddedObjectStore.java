package io.noisystudent.embedded;

import io.noisystudent.contracts.tls.CertificateAuthorities;
import io.noisystudent.embedded.process.ChildJvm;
import io.noisystudent.embedded.process.DataDirectory;
import io.noisystudent.embedded.process.Distribution;
import io.noisystudent.embedded.process.Ports;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An S3-protocol store (S3Proxy over a directory of files) in a child process, for clients on this machine.
 *
 * <p>Data lives in {@code object-store/} under the data directory and survives restarts and kills. Requests must be
 * signed with the given keys; create-only writes are atomic. The store ends with this process, however that ends.
 */
public final class EmbeddedObjectStore extends EmbeddedProcess {
    /** Where the data lies, under the data directory. */
    public static final String DIRECTORY = "object-store";

    /** The region to sign for; the store accepts any. */
    public static final String REGION = "us-east-1";

    private static final Distribution STORE =
            new Distribution("io.noisystudent.embedded.objectstore.ObjectStoreMain", "META-INF/embedded/object-store");
    private static final List<String> JVM_FLAGS = List.of(
            "-Xmx768m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dlogback.configurationFile=object-store-logback.xml");
    private static final int ASK_MILLIS = 2000;

    private final int port;
    private final String accessKey;
    private final String secretKey;
    /** Whom a client must trust; null where there is no TLS. */
    private final @Nullable SSLContext tls;

    private EmbeddedObjectStore(
            ChildJvm child, int port, String accessKey, String secretKey, @Nullable SSLContext tls) {
        super(child);
        this.port = port;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        this.tls = tls;
    }

    /**
     * Starts a store and waits until it answers.
     *
     * @param dataDirectory made if absent; may be shared with {@link EmbeddedKafka}
     * @param port on 127.0.0.1; 0 takes a free one
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code PORT_TAKEN}, {@code DISK_FULL}, {@code
     *     CONFIG_INVALID} for a directory that cannot be written, {@code SERVICE_FAILED} if the store does not start
     */
    public static EmbeddedObjectStore start(Path dataDirectory, int port, String accessKey, String secretKey) {
        return start(dataDirectory, port, accessKey, secretKey, EmbeddedKafka.MINIMUM_FREE_BYTES);
    }

    /** As {@link #start(Path, int, String, String)}, with another demand for free disk space, in bytes. */
    public static EmbeddedObjectStore start(
            Path dataDirectory, int port, String accessKey, String secretKey, long minimumFree) {
        return start(dataDirectory, port, accessKey, secretKey, minimumFree, null, null);
    }

    /**
     * As {@link #start(Path, int, String, String)}, for tests: reads fail as a file says.
     *
     * @param faults may be absent, and may be replaced at any time; a key of an object, and {@code error}, {@code break
     *     BYTES} or {@code stall BYTES}
     */
    public static EmbeddedObjectStore startWithFaults(
            Path dataDirectory, int port, String accessKey, String secretKey, Path faults) {
        return start(dataDirectory, port, accessKey, secretKey, EmbeddedKafka.MINIMUM_FREE_BYTES, null, faults);
    }

    /** As {@link #start(Path, int, String, String)}, with TLS, and with further users. */
    public static EmbeddedObjectStore start(
            Path dataDirectory, int port, String accessKey, String secretKey, StoreSecurity security) {
        return start(dataDirectory, port, accessKey, secretKey, EmbeddedKafka.MINIMUM_FREE_BYTES, security, null);
    }

    private static EmbeddedObjectStore start(
            Path dataDirectory,
            int port,
            String accessKey,
            String secretKey,
            long minimumFree,
            @Nullable StoreSecurity security,
            @Nullable Path faults) {
        Path directory = DataDirectory.prepare(dataDirectory.resolve(DIRECTORY), minimumFree);
        int storePort = Ports.require(port, "object store");
        Properties settings = new Properties();
        settings.setProperty("port", Integer.toString(storePort));
        settings.setProperty("access.key", accessKey);
        settings.setProperty("secret.key", secretKey);
        if (faults != null) {
            settings.setProperty("faults", faults.toString());
        }
        if (security != null) {
            settings.setProperty("key.store", security.keyStore().toString());
            for (StoreSecurity.StoreUser user : security.users()) {
                settings.setProperty("secret." + user.accessKey(), user.secretKey());
                settings.setProperty("policy." + user.accessKey(), user.policy().toString());
            }
        }
        SSLContext tls = security == null
                ? null
                : CertificateAuthorities.read(security.authorities(), "store authorities")
                        .context();
        ChildJvm child = ChildJvm.start("store", STORE, JVM_FLAGS, directory, settings);
        EmbeddedObjectStore store = new EmbeddedObjectStore(child, storePort, accessKey, secretKey, tls);
        child.awaitReady(store::answers);
        return store;
    }

    public URI endpoint() {
        return URI.create((tls == null ? "http" : "https") + "://" + Ports.HOST + ":" + port);
    }

    public int port() {
        return port;
    }

    public String accessKey() {
        return accessKey;
    }

    public String secretKey() {
        return secretKey;
    }

    /** A request without a signature must be refused: that answer shows that S3 is being spoken, and spoken safely. */
    private boolean answers() {
        try {
            HttpURLConnection request = (HttpURLConnection) endpoint().toURL().openConnection();
            if (request instanceof HttpsURLConnection secured && tls != null) {
                secured.setSSLSocketFactory(tls.getSocketFactory());
            }
            request.setConnectTimeout(ASK_MILLIS);
            request.setReadTimeout(ASK_MILLIS);
            return request.getResponseCode() == HttpURLConnection.HTTP_FORBIDDEN;
        } catch (IOException e) {
            return false;
        }
    }
}
