package io.noisystudent.contracts.sample;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.noisystudent.contracts.codec.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * Says where the bytes of an image are that is too large for Kafka: {@code {"uri": "s3://bucket/key", "sha256": "...",
 * "contentType": "image/jpeg"}}.
 *
 * @param uri {@code s3}, with a bucket and a key and nothing else
 * @param sha256 of the bytes, lower-case hexadecimal
 * @param contentType of the bytes; never a claim check again
 */
public record ClaimCheck(URI uri, String sha256, ContentType contentType) {
    private static final int LONGEST = 4096;
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final ObjectReader READER =
            JsonMapper.create().readerFor(ClaimCheck.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    public ClaimCheck {
        String path = uri.getPath();
        check(
                "s3".equals(uri.getScheme()) && uri.getHost() != null && path != null && path.length() > 1,
                "uri '" + uri + "' is not s3://bucket/key");
        check(
                uri.getQuery() == null && uri.getFragment() == null && uri.getUserInfo() == null && uri.getPort() < 0,
                "uri '" + uri + "' has more than bucket and key");
        check(!path.contains("/../") && !path.endsWith("/.."), "uri '" + uri + "' leaves its bucket");
        check(DIGEST.matcher(sha256).matches(), "sha256 is not 64 lower-case hexadecimal digits");
        check(contentType != ContentType.JSON, "contentType is that of a claim check again");
    }

    /**
     * Reads the JSON form.
     *
     * @throws IllegalArgumentException naming what is wrong with it
     */
    static ClaimCheck parse(byte[] json) {
        check(json.length <= LONGEST, "it has " + json.length + " bytes, more than " + LONGEST);
        try {
            ClaimCheck claim = READER.readValue(json);
            check(claim != null, "it says null");
            return claim;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("it cannot be read", e);
        }
    }

    /** The bucket of the claim. */
    public String bucket() {
        return uri.getHost();
    }

    /** The key of the object in its bucket. */
    public String key() {
        return uri.getPath().substring(1);
    }

    @JsonCreator
    static ClaimCheck of(
            @JsonProperty(value = "uri", required = true) URI uri,
            @JsonProperty(value = "sha256", required = true) String sha256,
            @JsonProperty(value = "contentType", required = true) String contentType) {
        check(uri != null && sha256 != null && contentType != null, "uri, sha256 and contentType must all be there");
        return new ClaimCheck(uri, sha256, ContentType.of(contentType, new byte[0]));
    }

    private static void check(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
