package io.noisystudent.k8s;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two kinds of {@code issuers.cert-manager.io}, version {@code v1}, that are used here; written after cert-manager's
 * API reference, as {@link CertificateSpec}.
 */
record IssuerSpec(@Nullable SelfSigned selfSigned, @Nullable Authority ca) {
    IssuerSpec {
        if ((selfSigned == null) == (ca == null)) {
            throw new IllegalArgumentException("an issuer is of exactly one kind");
        }
    }

    static IssuerSpec read(JsonNode spec) {
        return ScaledObjectSpec.STRICT.convertValue(spec, IssuerSpec.class);
    }

    record SelfSigned(@Nullable List<String> crlDistributionPoints) {}

    record Authority(
            @JsonProperty(required = true) String secretName,
            @Nullable List<String> crlDistributionPoints,
            @Nullable List<String> ocspServers) {}
}
