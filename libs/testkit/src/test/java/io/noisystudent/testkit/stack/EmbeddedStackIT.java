package io.noisystudent.testkit.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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
            createTopic(stack, "topic");
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
            createTopic(stack, "after");
            try (Admin admin = admin(stack)) {
                assertThat(admin.listTopics().names().get()).contains("after");
            }
            assertThat(broker.isAlive() && store.isAlive()).isTrue();
        }
    }

    private static void createTopic(EmbeddedStack stack, String topic) throws Exception {
        try (Admin admin = admin(stack)) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    private static Admin admin(EmbeddedStack stack) {
        return Admin.create(Map.of("bootstrap.servers", stack.kafka().bootstrapServers()));
    }

    private static void interrupt(ProcessHandle... processes) throws Exception {
        List<String> command = new ArrayList<>(List.of("kill", "-INT"));
        for (ProcessHandle process : processes) {
            command.add(Long.toString(process.pid()));
        }
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
