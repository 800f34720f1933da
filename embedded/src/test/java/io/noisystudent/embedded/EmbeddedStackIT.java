package io.noisystudent.embedded;

import io.noisystudent.embedded.testing.EmbeddedStack;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EmbeddedStackIT {
    @Test
    void shouldStartBothAndLeaveNothing() throws Exception {
        ProcessHandle broker;
        ProcessHandle store;
        Path log;
        try (EmbeddedStack stack = EmbeddedStack.start()) {
            broker = stack.kafka().process();
            store = stack.objectStore().process();
            log = stack.kafka().log();
            new KafkaClients(stack.kafka().bootstrapServers()).createTopic("topic", 1);
            assertThat(log).exists();
        }
        assertThat(broker.isAlive() || store.isAlive()).isFalse();
        assertThat(log.getParent().getParent()).doesNotExist();
    }
}
