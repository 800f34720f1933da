package io.noisystudent.registry.objects;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The registry's JSON objects as bytes, and their digests. */
public final class Documents {
    private static final ObjectMapper MAPPER = JsonMapper.create();
    private static final ObjectMapper UNSEALED = JsonMapper.create()
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true)
            .addHandler(new UnknownProperties());

    private Documents() {}

    /** A document as JSON, for a reader that is not the registry. */
    public static byte[] write(Object document) {
        try {
            return MAPPER.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON: " + document, e);
        }
    }

    /** An object for the store, sealed with its digest. */
    public static byte[] seal(Object document) {
        return Seal.close(write(document), null);
    }

    /** An object of a chain for the store; as {@link #seal}, with the digest of the object before it. */
    public static byte[] chain(Object document, @Nullable String previousSha256) {
        return Seal.close(write(document), previousSha256);
    }

    /** The SHA-256 of the object before this one in its chain, if it names one. */
    public static Optional<String> previousSha256(byte[] content, int from, int length) {
        return Seal.previous(content, from, length);
    }

    /**
     * Reads an object of the store; properties that a newer registry wrote are ignored.
     *
     * <p>An object without a seal is one of before there were seals, unless it has an unknown text as long as a digest:
     * then it is a sealed object whose seal is damaged.
     *
     * @throws NoisyStudentException {@code OBJECT_DAMAGED} if it is not what was written
     */
    public static <T> T read(String key, byte[] content, Class<T> type) {
        return read(key, content, 0, content.length, type);
    }

    /** Reads an object that is a part of these bytes; as {@link #read(String, byte[], Class)}. */
    public static <T> T read(String key, byte[] content, int from, int length, Class<T> type) {
        boolean sealed = Seal.isAt(content, from, length);
        if (sealed && !Seal.holds(content, from, length)) {
            throw damaged(key, "its content does not have the digest of its seal", null);
        }
        try {
            T document = (sealed ? MAPPER : UNSEALED).readValue(content, from, length, type);
            if (document == null) {
                throw damaged(key, "it says null", null);
            }
            return document;
        } catch (IOException e) {
            String why = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
            throw damaged(key, "it cannot be read: " + why, e);
        }
    }

    /** Ignores them, but for what is left of a seal. */
    private static final class UnknownProperties extends DeserializationProblemHandler {
        @Override
        public boolean handleUnknownProperty(
                DeserializationContext context,
                JsonParser parser,
                JsonDeserializer<?> deserializer,
                Object beanOrClass,
                String name)
                throws IOException {
            boolean text = parser.hasToken(JsonToken.VALUE_STRING);
            if (text && parser.getTextLength() == Seal.DIGITS) {
                return false;
            }
            parser.skipChildren();
            return true;
        }
    }

    private static NoisyStudentException damaged(String key, String why, @Nullable Exception e) {
        return new NoisyStudentException(
                ErrorCode.OBJECT_DAMAGED, key, why + "; restore the object from a copy of the bucket", e);
    }
}
