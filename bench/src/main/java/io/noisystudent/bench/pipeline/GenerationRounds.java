package io.noisystudent.bench.pipeline;

import io.noisystudent.bench.statistics.Measurement;
import io.noisystudent.bench.statistics.NotMeasuredException;
import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.log.LogRange;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Whole generations: a range is labeled, then a student learns from it for one epoch and is registered. */
public final class GenerationRounds implements AutoCloseable {
    private static final double NANOSECONDS = 1e9;
    private static final int TASK_RECORDS = 2048;

    private final Pipeline pipeline;
    private final LabelingRounds labeling;
    private final MeasuredService trainer;
    private final ModelRef teacher;
    private final LogRange labeled;
    private final CommittedRecords answers;
    private ProcessMemory peak = new ProcessMemory(0, 0);
    private double liveHeap;

    /** @param labeled labeled images, the same few in all generations */
    public GenerationRounds(
            Pipeline pipeline, MeasuredService labeler, MeasuredService trainer, ModelRef teacher, LogRange labeled) {
        this.pipeline = pipeline;
        this.labeling = new LabelingRounds(pipeline, labeler, teacher);
        this.trainer = trainer;
        this.teacher = teacher;
        this.labeled = labeled;
        answers = new CommittedRecords(
                pipeline.bootstrapServers(), pipeline.topics().trainingProgress());
    }

    /**
     * One generation on a range of single images.
     *
     * @param inspecting whether to collect the trainer's garbage once its data are read, to see what is alive
     */
    public Measurement take(LogRange range, boolean inspecting) {
        peak = ProcessMemory.of(trainer.pid());
        double cpu = trainer.cpuSeconds();
        long start = System.nanoTime();
        long from = pipeline.end(pipeline.topics().pseudoLabels());
        int samples = (int) (range.to() - range.from());
        Measurement labeled = labeling.take(List.of(range), samples, TASK_RECORDS);
        // The transactions end in markers, which have offsets too.
        LogRange pseudoLabels = new LogRange(
                pipeline.topics().pseudoLabels(),
                0,
                from,
                pipeline.end(pipeline.topics().pseudoLabels()));
        TrainingRequest request = request(range, pseudoLabels, samples);
        pipeline.send(
                pipeline.topics().trainingRequests(),
                request.id(),
                JsonCodec.of(TrainingRequest.class).encode(request));
        boolean[] waiting = {inspecting};
        answers.await(1, record -> isDone(record, request.id(), waiting), trainer);
        double seconds = (System.nanoTime() - start) / NANOSECONDS;
        return new Measurement(1, seconds, labeled.cpuSeconds() + trainer.cpuSeconds() - cpu);
    }

    /** The trainer's largest memory in the last generation. */
    public ProcessMemory peak() {
        return peak;
    }

    /** The trainer's live heap in the midst of the last training that was inspected, in megabytes. */
    public double liveHeap() {
        return liveHeap;
    }

    private TrainingRequest request(LogRange range, LogRange pseudoLabels, int samples) {
        int tasks = (samples + TASK_RECORDS - 1) / TASK_RECORDS;
        return new TrainingRequest(
                "generation-" + labeling.generation(),
                teacher.name(),
                labeling.generation(),
                0,
                TrainingRequest.Purpose.STUDENT,
                pipeline.config().recipe(0),
                pipeline.config().selection(),
                1,
                teacher,
                new TrainingRanges(List.of(labeled), List.of(range), List.of(pseudoLabels), tasks, samples),
                null,
                null,
                null,
                null);
    }

    private boolean isDone(ConsumerRecord<byte[], byte[]> record, String id, boolean[] inspecting) {
        TrainingProgress progress = JsonCodec.of(TrainingProgress.class).decode(record.topic(), record.value());
        peak = peak.or(ProcessMemory.of(trainer.pid()));
        if (!progress.requestId().equals(id)) {
            return false;
        }
        if (progress instanceof TrainingProgress.Failed failed) {
            throw new NotMeasuredException(failed.code() + " " + failed.detail());
        }
        if (inspecting[0] && progress instanceof TrainingProgress.Running running && running.step() > 0) {
            inspecting[0] = false;
            liveHeap = ProcessMemory.liveHeap(trainer.pid());
        }
        return progress instanceof TrainingProgress.Completed;
    }

    @Override
    public void close() {
        labeling.close();
        answers.close();
    }
}
