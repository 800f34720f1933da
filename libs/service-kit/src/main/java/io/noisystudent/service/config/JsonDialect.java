package io.noisystudent.service.config;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.noisystudent.contracts.codec.FiniteNumbers;
import io.noisystudent.contracts.codec.JsonMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import java.util.List;

/** REST speaks the same JSON as the topics; a service that wants it produces one of these. */
public final class JsonDialect implements ObjectMapperCustomizer {
    private static final int MAX_DEPTH = 64;

    /** A matrix of 1000 x 1000 classes has a million; each becomes an object, however few bytes it has. */
    private static final int MAX_TOKENS = 1_500_000;

    private JsonDialect() {}

    /** Refuses unknown properties, numbers in place of texts, and unbounded nesting: as bodies of requests may have. */
    public static JsonDialect strict() {
        return new JsonDialect();
    }

    @Override
    public void customize(ObjectMapper mapper) {
        JsonMapper.configure(mapper).registerModule(new FiniteNumbers());
        mapper.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);
        for (CoercionInputShape other :
                List.of(CoercionInputShape.Boolean, CoercionInputShape.Integer, CoercionInputShape.Float)) {
            mapper.coercionConfigFor(LogicalType.Textual).setCoercion(other, CoercionAction.Fail);
        }
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxTokenCount(MAX_TOKENS)
                        .build());
    }
}
