package io.noisystudent.teacher.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.codec.FiniteNumbers;
import io.noisystudent.contracts.codec.JsonMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/** REST speaks the same JSON as the topics. */
@Singleton
public class JsonDialect implements ObjectMapperCustomizer {
    @Override
    public void customize(ObjectMapper mapper) {
        JsonMapper.configure(mapper).registerModule(new FiniteNumbers());
    }
}
