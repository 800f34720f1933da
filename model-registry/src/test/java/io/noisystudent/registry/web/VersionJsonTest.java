package io.noisystudent.registry.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Page;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class VersionJsonTest {
    private final ObjectMapper mapper = JsonMapper.create();
    private final TestRegistry registry = new TestRegistry(new InMemoryObjectStore());

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000_000})
    void shouldWriteWhatJacksonWrites(long keptBytes) throws Exception {
        // Given
        ModelVersion first = registry.register("request-1");
        ModelVersion second = registry.importFile("f\u00fcr");
        VersionJson json = new VersionJson(mapper, keptBytes);
        for (Page<ModelVersion> page : List.of(
                new Page<ModelVersion>(List.of(), null),
                new Page<>(List.of(first), "1"),
                new Page<>(List.of(first, second), null),
                new Page<>(List.of(second, first, second), "7"))) {
            // When
            byte[] written = json.of(page);
            // Then
            assertThat(written).isEqualTo(mapper.writeValueAsBytes(page));
        }
    }
}
