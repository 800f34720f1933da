package io.noisystudent.trainer.config;

import io.smallrye.config.SmallRyeConfig;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The properties that all Kafka clients share, found as the service finds them: {@code kafka.*} and {@code KAFKA_*}. */
final class KafkaProperties {
    private static final String PREFIX = "kafka.";

    private KafkaProperties() {}

    static Map<String, Object> of(SmallRyeConfig settings) {
        Map<String, Object> client = new HashMap<>(Map.of("bootstrap.servers", "localhost:9092"));
        for (String name : settings.getPropertyNames()) {
            String key = name.toLowerCase(Locale.ROOT).replace('_', '.');
            if (key.startsWith(PREFIX)) {
                settings.getOptionalValue(name, String.class)
                        .ifPresent(value -> client.put(key.substring(PREFIX.length()), value));
            }
        }
        return client;
    }
}
