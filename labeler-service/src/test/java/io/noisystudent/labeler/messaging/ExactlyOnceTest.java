package io.noisystudent.labeler.messaging;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.smallrye.reactive.messaging.kafka.transactions.KafkaTransactions;
import io.smallrye.reactive.messaging.kafka.transactions.TransactionalEmitter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is published twice, and what is not. The clients of the library stand for a broker that keeps one partition. */
class ExactlyOnceTest {
    private static final TopicPartition PARTITION = new TopicPartition("shapes.labeling-tasks", 0);

    private final List<String> published = new ArrayList<>();
    private long committed;
    private int generation = 3;
    private int aborts;
    private final ExactlyOnce exactlyOnce = new ExactlyOnce(
            "tasks",
            "answers",
            stub(KafkaTransactions.class, (proxy, method, arguments) -> transact(arguments)),
            stub(KafkaClientService.class, (proxy, method, arguments) -> client(method.getName())),
            reason -> {
                throw new AssertionError(reason);
            });

    @Test
    void shouldNotPublishAgainWhatWasDeliveredAgainWhileItWasWorkedOn() throws InterruptedException {
        // Given a batch that was delivered again before it was published
        Batch first = new Batch(5, generation);
        Batch next = new Batch(6, generation);
        Batch again = new Batch(5, generation);
        assertThat(exactlyOnce.isSettled(first)).isFalse();
        assertThat(exactlyOnce.isSettled(next)).isFalse();
        assertThat(exactlyOnce.isSettled(again)).isFalse();

        // When
        boolean firstCounts = exactlyOnce.publish(first, answer("5"));
        boolean nextCounts = exactlyOnce.publish(next, answer("6"));
        boolean againCounts = exactlyOnce.publish(again, answer("5 again"));

        // Then
        assertThat(published).containsExactly("5", "6");
        assertThat(committed).as("nothing goes back").isEqualTo(7);
        assertThat(List.of(firstCounts, nextCounts, againCounts)).containsExactly(true, true, false);
    }

    @Test
    void shouldRepeatWhatWasAborted() throws InterruptedException {
        // Given
        aborts = 1;

        // When
        boolean counts = exactlyOnce.publish(new Batch(5, generation), answer("5"));

        // Then
        assertThat(counts).isTrue();
        assertThat(published).containsExactly("5");
        assertThat(committed).isEqualTo(6);
    }

    @Test
    void shouldPublishInAnotherGenerationWhatTheGroupReadsAgain() throws InterruptedException {
        // Given a group that was set back
        exactlyOnce.publish(new Batch(5, generation), answer("5"));
        generation++;
        committed = 0;

        // When
        boolean counts = exactlyOnce.publish(new Batch(5, generation), answer("5 again"));

        // Then
        assertThat(counts).isTrue();
        assertThat(published).containsExactly("5", "5 again");
    }

    @Test
    void shouldLeaveABatchToItsNewOwner() throws InterruptedException {
        // Given
        Batch batch = new Batch(5, generation);
        generation++;

        // When
        boolean counts = exactlyOnce.publish(batch, answer("5"));

        // Then
        assertThat(counts).isFalse();
        assertThat(published).isEmpty();
    }

    private Object client(String method) {
        return method.equals("getConsumer")
                ? stub(KafkaConsumer.class, (proxy, called, arguments) -> consumer(called.getName()))
                : null;
    }

    private Object consumer(String method) {
        return method.equals("committed")
                ? Uni.createFrom().item(Map.of(PARTITION, new OffsetAndMetadata(committed)))
                : Uni.createFrom().item(new ConsumerGroupMetadata("labelers", generation, "member", Optional.empty()));
    }

    /** As the library does it: an abort looks like a success, and another generation of the group aborts. */
    @SuppressWarnings("unchecked")
    private Uni<?> transact(Object... arguments) {
        Batch batch = (Batch) arguments[0];
        List<String> sent = new ArrayList<>();
        TransactionalEmitter<byte[]> emitter =
                (TransactionalEmitter<byte[]>) stub(TransactionalEmitter.class, (proxy, method, message) -> {
                    sent.add(new String(((Message<byte[]>) message[0]).getPayload(), StandardCharsets.UTF_8));
                    return null;
                });
        return ((Function<TransactionalEmitter<byte[]>, Uni<Void>>) arguments[1])
                .apply(emitter)
                .invoke(() -> {
                    if (aborts > 0) {
                        aborts--;
                    } else if (batch.generation == generation) {
                        published.addAll(sent);
                        committed = batch.offset + 1;
                    }
                });
    }

    private static List<Message<byte[]>> answer(String text) {
        return List.of(Message.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // a class cannot say its type arguments
    private static <T> T stub(Class<?> type, InvocationHandler handler) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    /** One task. */
    private static final class Batch implements KafkaRecordBatch<byte[], byte[]> {
        private final long offset;
        private final int generation;

        Batch(long offset, int generation) {
            this.offset = offset;
            this.generation = generation;
        }

        @Override
        public Metadata getMetadata() {
            return Metadata.of(new IncomingKafkaRecordBatchMetadata<byte[], byte[]>(
                    ConsumerRecords.empty(), "tasks", 0, Map.of(PARTITION, new OffsetAndMetadata(offset)), generation));
        }

        @Override
        public List<byte[]> getPayload() {
            return List.of();
        }

        @Override
        public List<KafkaRecord<byte[], byte[]>> getRecords() {
            return List.of();
        }

        @Override
        public Iterator<KafkaRecord<byte[], byte[]>> iterator() {
            return getRecords().iterator();
        }

        @Override
        public Map<TopicPartition, KafkaRecord<byte[], byte[]>> getLatestOffsetRecords() {
            return Map.of();
        }
    }
}
