package io.noisystudent.k8s;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the resource definition {@code certificates.cert-manager.io}, version {@code v1}, allows under {@code spec}; written
 * after its API reference (cert-manager.io/docs/reference/api-docs, types {@code CertificateSpec} and
 * {@code CertificatePrivateKey}), without key stores, name constraints and additional formats, which nothing here uses.
 */
record CertificateSpec(
        @JsonProperty(required = true) String secretName,
        @JsonProperty(required = true) IssuerRef issuerRef,
        @Nullable Subject subject,
        @Nullable String commonName,
        @Nullable String duration,
        @Nullable String renewBefore,
        @Nullable List<String> dnsNames,
        @Nullable List<String> ipAddresses,
        @Nullable List<String> uris,
        @Nullable List<String> emailAddresses,
        @JsonProperty("isCA") @Nullable Boolean authority,
        @Nullable List<String> usages,
        @Nullable PrivateKey privateKey,
        @Nullable SecretTemplate secretTemplate,
        @Nullable Boolean encodeUsagesInRequest,
        @Nullable Integer revisionHistoryLimit) {
    private static final Set<String> USAGES =
            Set.of("digital signature", "key encipherment", "server auth", "client auth", "cert sign", "crl sign");

    CertificateSpec {
        requireIn(USAGES, usages == null ? List.of() : usages);
        if (commonName == null && (dnsNames == null || dnsNames.isEmpty())) {
            throw new IllegalArgumentException("a certificate without a subject");
        }
    }

    /** Refuses fields that are unknown, values of another type, and the absence of what is required. */
    static CertificateSpec read(JsonNode spec) {
        return ScaledObjectSpec.STRICT.convertValue(spec, CertificateSpec.class);
    }

    private static void requireIn(Set<String> allowed, List<String> values) {
        if (!allowed.containsAll(values)) {
            throw new IllegalArgumentException(values + " is not in " + allowed);
        }
    }

    record IssuerRef(
            @JsonProperty(required = true) String name,
            @Nullable String kind,
            @Nullable String group) {}

    record Subject(
            @Nullable List<String> organizations, @Nullable List<String> organizationalUnits) {}

    record SecretTemplate(
            @Nullable Map<String, String> annotations,
            @Nullable Map<String, String> labels) {}

    record PrivateKey(
            @Nullable String rotationPolicy,
            @Nullable String encoding,
            @Nullable String algorithm,
            @Nullable Integer size) {
        PrivateKey {
            require(rotationPolicy, "Never", "Always");
            require(encoding, "PKCS1", "PKCS8");
            require(algorithm, "RSA", "ECDSA", "Ed25519");
        }

        private static void require(@Nullable String value, String... allowed) {
            if (value != null) {
                requireIn(Set.of(allowed), List.of(value));
            }
        }
    }
}
