package io.noisystudent.contracts.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Control messages as JSON (see {@link JsonMapper}), readable with any Kafka tool. Thread-safe. */
public final class JsonCodec<T> implements MessageCodec<T> {
    private static final ObjectMapper MAPPER = JsonMapper.create().registerModule(new FiniteNumbers());

    private final Class<T> type;
    private final ObjectReader reader;
    private final ObjectWriter writer;

    private JsonCodec(Class<T> type) {
        this.type = type;
        this.reader = MAPPER.readerFor(type);
        this.writer = MAPPER.writerFor(type);
    }

    /** The codec of a record, or of a sealed interface with a discriminator. */
    public static <T> JsonCodec<T> of(Class<T> type) {
        return new JsonCodec<>(type);
    }

    @Override
    public byte[] encode(T message) {
        try {
            return writer.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot write " + type.getSimpleName(), e);
        }
    }

    @Override
    public T decode(String topic, byte @Nullable [] value) {
        byte[] bytes = BadMessages.present(topic, type, value);
        try {
            T message = reader.readValue(bytes);
            if (message == null) {
                throw BadMessages.refused(topic, type, "it says null", null);
            }
            return message;
        } catch (JsonMappingException e) {
            throw BadMessages.refused(topic, type, field(e) + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw BadMessages.refused(topic, type, "no JSON (" + e.getMessage() + ")", e);
        }
    }

    private static String field(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "" : "field '" + path + "': ";
    }
}
