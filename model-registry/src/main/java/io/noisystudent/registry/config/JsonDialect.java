package io.noisystudent.registry.config;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.codec.FiniteNumbers;
import io.noisystudent.contracts.codec.JsonMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/** REST speaks the same JSON as the topics, but refuses unknown properties and unbounded nesting. */
@Singleton
public class JsonDialect implements ObjectMapperCustomizer {
    private static final int MAX_DEPTH = 64;

    /** A matrix of 1000 x 1000 classes has a million; each becomes an object, however few bytes it has. */
    private static final int MAX_TOKENS = 1_500_000;

    @Override
    public void customize(ObjectMapper mapper) {
        JsonMapper.configure(mapper)
                .registerModule(new FiniteNumbers())
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxTokenCount(MAX_TOKENS)
                        .build());
    }
}
