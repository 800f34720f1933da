package io.noisystudent.trainer.messaging;

import java.util.concurrent.CountDownLatch;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ClientThreadsTest {
    @Test
    void shouldMissAThreadThatEnded() throws InterruptedException {
        // Given
        CountDownLatch end = new CountDownLatch(1);
        Thread client = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "kafka-producer-network-thread | test");
        client.start();
        ClientThreads threads = new ClientThreads();
        assertThat(threads.call().getStatus()).isEqualTo(Status.UP);

        // When
        end.countDown();
        client.join();

        // Then
        assertThat(threads.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(threads.call().getData().orElseThrow().get("lost"))
                .isEqualTo("kafka-producer-network-thread | test");
    }
}
