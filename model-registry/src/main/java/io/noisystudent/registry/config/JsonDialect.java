package io.noisystudent.registry.config;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.codec.JsonMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/** REST speaks the same JSON as the topics, but tells a client of a property that it misspelt, and takes no nesting without end. */
@Singleton
public class JsonDialect implements ObjectMapperCustomizer {
    private static final int MAX_DEPTH = 64;

    @Override
    public void customize(ObjectMapper mapper) {
        JsonMapper.configure(mapper).configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build());
    }
}
