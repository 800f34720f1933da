package io.noisystudent.teacher.testing;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.codec.PredictionsCodec;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.event.TaskCompleted;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.testkit.kafka.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Labelers and trainers in one thread: they answer every task and request on the real topics. The labeling can be held
 * up, to look at a generation that is half done.
 */
public final class Workers implements AutoCloseable {
    private static final Duration WAIT = Duration.ofMillis(50);

    private final List<LabelingTask> labelingTasks = new CopyOnWriteArrayList<>();
    private final List<EvaluationTask> evaluationTasks = new CopyOnWriteArrayList<>();
    private final List<TrainingRequest> requests = new CopyOnWriteArrayList<>();
    private final Semaphore labelingPermits;
    private final Topics topics;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer = TestBroker.shared().newProducer();
    private final Thread thread;
    private volatile boolean closed;

    /** Workers that answer that many labeling tasks before they wait for {@link #permitLabeling}. */
    public Workers(Topics topics, int labelingTasksAtFirst) {
        this.topics = topics;
        this.labelingPermits = new Semaphore(labelingTasksAtFirst);
        this.consumer = TestBroker.shared().consumer(topics.pipeline() + "-test-workers");
        consumer.subscribe(List.of(topics.labelingTasks(), topics.evaluationTasks(), topics.trainingRequests()));
        thread = new Thread(this::run, "workers");
        thread.start();
    }

    public void permitLabeling() {
        labelingPermits.release(1_000_000);
    }

    /** Writes what the registry would say on Kafka. */
    public void announce(ModelEvent event) {
        send(topics.models(), JsonCodec.of(ModelEvent.class).encode(event));
    }

    /** All that were sent, whether they are answered or not. */
    public List<LabelingTask> labelingTasks() {
        return labelingTasks;
    }

    public List<EvaluationTask> evaluationTasks() {
        return evaluationTasks;
    }

    public List<TrainingRequest> trainingRequests() {
        return requests;
    }

    private void run() {
        Deque<LabelingTask> open = new ArrayDeque<>();
        try (consumer;
                producer) {
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
                    if (record.topic().equals(topics.labelingTasks())) {
                        LabelingTask task = JsonCodec.of(LabelingTask.class).decode(record.topic(), record.value());
                        labelingTasks.add(task);
                        open.add(task);
                    } else {
                        answer(record);
                    }
                }
                while (!open.isEmpty() && labelingPermits.tryAcquire()) {
                    send(
                            topics.labelingProgress(),
                            JsonCodec.of(TaskCompleted.class).encode(Answers.completed(open.remove())));
                }
            }
        }
    }

    private void answer(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(topics.evaluationTasks())) {
            EvaluationTask task = JsonCodec.of(EvaluationTask.class).decode(record.topic(), record.value());
            evaluationTasks.add(task);
            send(topics.evaluations(), new PredictionsCodec().encode(Answers.predictions(task)));
        } else {
            TrainingRequest request = JsonCodec.of(TrainingRequest.class).decode(record.topic(), record.value());
            requests.add(request);
            JsonCodec<TrainingProgress> codec = JsonCodec.of(TrainingProgress.class);
            send(
                    topics.trainingProgress(),
                    codec.encode(new TrainingProgress.Running(
                            request.id(), 1, request.recipe().steps(), 1, 1)));
            send(topics.trainingProgress(), codec.encode(Answers.trained(request, requests.size())));
        }
    }

    private void send(String topic, byte[] value) {
        // Twice, as a labeler that died between two steps would.
        for (int copy = 0; copy < 2; copy++) {
            Future<?> unused = producer.send(
                    new ProducerRecord<>(topic, Topics.ORDERED, "key".getBytes(StandardCharsets.UTF_8), value));
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
