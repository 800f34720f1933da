package io.noisystudent.service.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JsonDialectTest {
    /** Something that is sent. */
    record Note(String text, Instant at) {}

    private final ObjectMapper strict = mapper(JsonDialect.strict());

    @Test
    void shouldWriteInstantsAsTopicsDo() throws JsonProcessingException {
        String json = "{\"text\":\"a\",\"at\":\"2026-11-27T00:00:00Z\"}";
        Note note = new Note("a", Instant.parse("2026-11-27T00:00:00Z"));

        assertThat(strict.writeValueAsString(note)).isEqualTo(json);
    }

    @Test
    void shouldRefuseUnknownProperties() {
        String json = "{\"text\":\"a\",\"at\":\"2026-11-27T00:00:00Z\",\"color\":\"blue\"}";

        assertThatThrownBy(() -> strict.readValue(json, Note.class)).isInstanceOf(UnrecognizedPropertyException.class);
    }

    @Test
    void shouldRefuseUnboundedNesting() {
        String json = "[".repeat(65) + "]".repeat(65);

        assertThatThrownBy(() -> strict.readValue(json, JsonNode.class)).hasMessageContaining("64");
    }

    private static ObjectMapper mapper(JsonDialect dialect) {
        ObjectMapper mapper = new ObjectMapper();
        dialect.customize(mapper);
        return mapper;
    }
}
