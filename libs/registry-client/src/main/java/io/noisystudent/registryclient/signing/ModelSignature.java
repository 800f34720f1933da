package io.noisystudent.registryclient.signing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.event.ModelRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A signed statement that a version of a model is a certain file: an in-toto statement in a DSSE envelope in a Sigstore
 * bundle, so that other tools can verify it too.
 *
 * <p>Source: OpenSSF Model Signing v1.0, predicate {@code https://model_signing/signature/v1.0}.
 */
public final class ModelSignature {
    /** The name of the one file in the statement. */
    public static final String FILE = "model.onnx";

    private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private static final String PAYLOAD = "application/vnd.in-toto+json";
    private static final String STATEMENT = "https://in-toto.io/Statement/v1";
    private static final String PREDICATE = "https://model_signing/signature/v1.0";
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelSignature() {}

    /** By which a bundle names the key that verifies it: the SHA-256 of its PEM text. */
    public static String keyId(PublicKey key) {
        return HexFormat.of().formatHex(Digests.sha256(PemFile.text(key)));
    }

    /**
     * Signs.
     *
     * @param sha256 of the file, lower-case hexadecimal
     * @return the bundle, JSON
     */
    public static JsonNode sign(PrivateKey key, PublicKey verifiedBy, ModelRef model, String sha256) {
        byte[] payload = statement(model, sha256).toString().getBytes(StandardCharsets.UTF_8);
        ObjectNode bundle = JSON.createObjectNode();
        bundle.put("mediaType", BUNDLE);
        ObjectNode material = bundle.putObject("verificationMaterial");
        material.putObject("publicKey").put("hint", keyId(verifiedBy));
        material.putArray("tlogEntries");
        ObjectNode envelope = bundle.putObject("dsseEnvelope");
        envelope.put("payload", Base64.getEncoder().encodeToString(payload));
        envelope.put("payloadType", PAYLOAD);
        envelope.putArray("signatures")
                .addObject()
                .put("sig", Base64.getEncoder().encodeToString(Dsse.sign(key, PAYLOAD, payload)))
                .put("keyid", "");
        return bundle;
    }

    /** Whether this bundle says, signed by this key, that the version is the file with this SHA-256. */
    public static boolean verify(JsonNode bundle, PublicKey key, ModelRef model, String sha256) {
        try {
            JsonNode envelope = bundle.path("dsseEnvelope");
            byte[] payload = Base64.getDecoder().decode(envelope.path("payload").asText());
            byte[] signed = Base64.getDecoder()
                    .decode(envelope.path("signatures").path(0).path("sig").asText());
            return envelope.path("payloadType").asText().equals(PAYLOAD)
                    && Dsse.verify(key, PAYLOAD, payload, signed)
                    && says(JSON.readTree(payload), model, sha256);
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean says(JsonNode statement, ModelRef model, String sha256) {
        return statement.path("_type").asText().equals(STATEMENT)
                && statement.path("predicateType").asText().equals(PREDICATE)
                && statement.path("subject").equals(statement(model, sha256).path("subject"))
                && statement
                        .at("/predicate/resources")
                        .equals(statement(model, sha256).at("/predicate/resources"));
    }

    private static ObjectNode statement(ModelRef model, String sha256) {
        ObjectNode statement = JSON.createObjectNode();
        statement.put("_type", STATEMENT);
        ObjectNode subject = statement.putArray("subject").addObject();
        subject.put("name", model.toString());
        // Of the digests of all files one after the other; here of one.
        String root = Digests.sha256Hex(HexFormat.of().parseHex(sha256));
        subject.putObject("digest").put("sha256", root);
        statement.put("predicateType", PREDICATE);
        ObjectNode predicate = statement.putObject("predicate");
        ObjectNode serialization = predicate.putObject("serialization");
        serialization.put("method", "files").put("hash_type", "sha256").put("allow_symlinks", false);
        serialization.putArray("ignore_paths").add("model.sig");
        predicate
                .putArray("resources")
                .addObject()
                .put("name", FILE)
                .put("algorithm", "sha256")
                .put("digest", sha256);
        return statement;
    }
}
