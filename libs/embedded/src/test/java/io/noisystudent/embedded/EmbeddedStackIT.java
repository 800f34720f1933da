package io.noisystudent.embedded;

import io.noisystudent.embedded.testing.EmbeddedStack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    @Test
    void shouldLeaveItToTheParentWhenCtrlCReachesTheChildren() throws Exception {
        try (EmbeddedStack stack = EmbeddedStack.start()) {
            // Given
            ProcessHandle broker = stack.kafka().process();
            ProcessHandle store = stack.objectStore().process();
            // When
            interrupt(broker, store);
            // Then: both would be gone before a topic can be created and read back
            KafkaClients clients = new KafkaClients(stack.kafka().bootstrapServers());
            clients.createTopic("after", 1);
            assertThat(clients.topics()).contains("after");
            assertThat(broker.isAlive() && store.isAlive()).isTrue();
        }
    }

    private static void interrupt(ProcessHandle... processes) throws Exception {
        List<String> command = new ArrayList<>(List.of("kill", "-INT"));
        for (ProcessHandle process : processes) {
            command.add(Long.toString(process.pid()));
        }
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
