package io.noisystudent.registry.objects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The registry's JSON objects as bytes, and their digests. */
public final class Documents {
    private static final ObjectMapper MAPPER = JsonMapper.create();

    private Documents() {}

    public static byte[] write(Object document) {
        try {
            return MAPPER.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON: " + document, e);
        }
    }

    /**
     * Reads an object of the store; properties that a newer registry wrote are ignored.
     *
     * @throws NoisyStudentException {@code BAD_MESSAGE} if it is damaged
     */
    public static <T> T read(String key, byte[] content, Class<T> type) {
        return read(key, content, 0, content.length, type);
    }

    /** Reads an object that is a part of these bytes; as {@link #read(String, byte[], Class)}. */
    public static <T> T read(String key, byte[] content, int from, int length, Class<T> type) {
        try {
            T document = MAPPER.readValue(content, from, length, type);
            if (document == null) {
                throw damaged(key, "it says null", null);
            }
            return document;
        } catch (IOException e) {
            throw damaged(key, String.valueOf(e.getMessage()), e);
        }
    }

    /** Lower-case hexadecimal SHA-256. */
    public static String sha256(byte[] content) {
        return HexFormat.of().formatHex(sha256().digest(content));
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static NoisyStudentException damaged(String key, String why, @Nullable Exception e) {
        return new NoisyStudentException(
                ErrorCode.BAD_MESSAGE, key, "the object is damaged (" + why + "); restore it from a copy", e);
    }
}
