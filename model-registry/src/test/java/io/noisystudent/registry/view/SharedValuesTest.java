package io.noisystudent.registry.view;

import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import org.junit.jupiter.api.Test;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

class SharedValuesTest {
    @Test
    void shouldKeepEqualPartsOnceAndChangeNothing() throws Exception {
        // Given two versions that were read from JSON
        TestRegistry registry = new TestRegistry(new InMemoryObjectStore());
        ModelVersion first = read(registry.register("request-1"));
        ModelVersion second = read(registry.register("request-2"));
        SharedValues values = new SharedValues();
        // When
        ModelVersion a = values.share(first);
        ModelVersion b = values.share(second);
        // Then
        assertThat(a).isEqualTo(first);
        assertThat(b).isEqualTo(second);
        assertThat(b.classes()).isSameAs(a.classes());
        assertThat(requireNonNull(b.lineage()).request().recipe())
                .isSameAs(requireNonNull(a.lineage()).request().recipe());
        assertThat(requireNonNull(b.lineage()).environment())
                .isSameAs(requireNonNull(a.lineage()).environment());
    }

    private static ModelVersion read(ModelVersion version) throws Exception {
        return JsonMapper.create().readValue(JsonMapper.create().writeValueAsBytes(version), ModelVersion.class);
    }
}
