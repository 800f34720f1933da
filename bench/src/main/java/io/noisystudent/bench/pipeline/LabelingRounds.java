package io.noisystudent.bench.pipeline;

import io.noisystudent.bench.statistics.Measurement;
import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TaskCompleted;
import io.noisystudent.contracts.log.LogRange;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Labels whole ranges, from the first task sent to the last answer committed. */
public final class LabelingRounds implements AutoCloseable {
    private static final double NANOSECONDS = 1e9;

    private final Pipeline pipeline;
    private final MeasuredService labeler;
    private final ModelRef model;
    private final CommittedRecords answers;
    private int generation;

    public LabelingRounds(Pipeline pipeline, MeasuredService labeler, ModelRef model) {
        this.pipeline = pipeline;
        this.labeler = labeler;
        this.model = model;
        answers = new CommittedRecords(
                pipeline.bootstrapServers(), pipeline.topics().labelingProgress());
    }

    /**
     * One generation.
     *
     * @param samples that the ranges hold
     * @param taskRecords most records in one task
     */
    public Measurement take(List<LogRange> ranges, int samples, int taskRecords) {
        generation++;
        double cpu = labeler.cpuSeconds();
        long start = System.nanoTime();
        int tasks = 0;
        for (LogRange range : ranges) {
            for (long from = range.from(); from < range.to(); from += taskRecords) {
                long to = Math.min(from + taskRecords, range.to());
                send(new LogRange(range.topic(), range.partition(), from, to), tasks++);
            }
        }
        answers.await(tasks, this::isOfThisGeneration, labeler);
        return new Measurement(samples, (System.nanoTime() - start) / NANOSECONDS, labeler.cpuSeconds() - cpu);
    }

    /** Number of the last generation. */
    int generation() {
        return generation;
    }

    private void send(LogRange range, int number) {
        LabelingTask task = new LabelingTask(generation + "-" + number, generation, model, range, 0);
        pipeline.send(
                pipeline.topics().labelingTasks(),
                task.id(),
                JsonCodec.of(LabelingTask.class).encode(task));
    }

    private boolean isOfThisGeneration(ConsumerRecord<byte[], byte[]> record) {
        return JsonCodec.of(TaskCompleted.class)
                        .decode(record.topic(), record.value())
                        .generation()
                == generation;
    }

    @Override
    public void close() {
        answers.close();
    }
}
