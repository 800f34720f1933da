package io.noisystudent.storage.minio;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.tls.CertificateAuthorities;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Where the store is and who asks.
 *
 * @param endpoint {@code http} or {@code https}, host, optional port; no path
 * @param region the region that requests are signed for
 * @param bucket created at the start if it is absent
 * @param secretKey never part of {@link #toString}
 * @param authorities who may vouch for the store; without any, those that Java trusts
 * @param timeout for connecting, and for each single read or write on the connection; a write that exceeds it ends
 *     as {@link io.noisystudent.storage.OutcomeUnknownException}
 */
public record MinioConfig(
        URI endpoint,
        String region,
        String bucket,
        String accessKey,
        String secretKey,
        Optional<CertificateAuthorities> authorities,
        Duration timeout) {
    /** The setting that names the file of {@link #authorities}. */
    public static final String CA_FILE = "noisystudent.store.ca-file";

    /** The setting of {@link #endpoint}. */
    static final String ENDPOINT = "noisystudent.store.endpoint";

    /** The setting of {@link #accessKey}. */
    static final String ACCESS_KEY = "noisystudent.store.access-key";

    /** The setting of {@link #secretKey}. */
    static final String SECRET_KEY = "noisystudent.store.secret-key";

    /** The default region, which is that of most stores that are not Amazon's. */
    public static final String DEFAULT_REGION = "us-east-1";

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    public MinioConfig {
        requireNonNull(accessKey, "accessKey is null");
        requireNonNull(secretKey, "secretKey is null");
        boolean http = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
        if (!http || endpoint.getHost() == null) {
            throw invalid("endpoint", endpoint.toString(), "a URL like http://localhost:9000");
        }
        if (region.isBlank()) {
            throw invalid("region", region, "a region like " + DEFAULT_REGION);
        }
        if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            throw invalid("bucket", bucket, "3 to 63 lower-case letters, digits, dots and hyphens");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw invalid("timeout", timeout.toString(), "a positive duration");
        }
    }

    public MinioConfig(URI endpoint, String region, String bucket, String accessKey, String secretKey) {
        this(endpoint, region, bucket, accessKey, secretKey, Optional.empty(), DEFAULT_TIMEOUT);
    }

    /**
     * The authorities in a PEM file; {@code CONFIG_INVALID} names the setting.
     *
     * @param file value of {@value #CA_FILE}
     */
    public static Optional<CertificateAuthorities> authorities(Optional<Path> file) {
        return file.map(pem -> CertificateAuthorities.read(pem, CA_FILE));
    }

    @Override
    public String toString() {
        return "MinioConfig[endpoint=" + endpoint + ", region=" + region + ", bucket=" + bucket + ", accessKey="
                + accessKey + ", secretKey=***, timeout=" + timeout + "]";
    }

    private static NoisyStudentException invalid(String what, String value, String wanted) {
        return new NoisyStudentException(
                ErrorCode.CONFIG_INVALID, "store " + what, "'" + value + "' must be " + wanted);
    }
}
