package io.noisystudent.trainer.dataset;

import io.noisystudent.contracts.codec.PseudoLabelsCodec;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.sample.InboundRecordParser;
import io.noisystudent.kafka.trace.RecordTracing;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the labelers' answers of one generation and makes sure that none is missing and none counts twice. */
public final class PseudoLabelLog {
    private static final Comparator<PseudoLabels> LOG_ORDER = Comparator.<PseudoLabels>comparingInt(
                    answer -> answer.range().partition())
            .thenComparingLong(answer -> answer.range().from());

    private static final Logger LOGGER = LoggerFactory.getLogger(PseudoLabelLog.class);

    private final RangeReader source;
    private final PseudoLabelsCodec codec = new PseudoLabelsCodec();

    public PseudoLabelLog(RangeReader source) {
        this.source = source;
    }

    /**
     * The answers that a request names, in the order of the log.
     *
     * @throws NoisyStudentException {@code RANGE_INCOMPLETE} when tasks or samples are missing
     */
    public Candidates read(TrainingRequest request) {
        Map<String, PseudoLabels> byTask = new HashMap<>();
        for (LogRange range : request.data().pseudoLabels()) {
            source.read(range, record -> take(record, request, byTask));
        }
        List<PseudoLabels> answers = byTask.values().stream().sorted(LOG_ORDER).toList();
        requireComplete(request, answers);
        return new Candidates(answers);
    }

    private void take(
            ConsumerRecord<byte[], byte[]> record, TrainingRequest request, Map<String, PseudoLabels> byTask) {
        PseudoLabels answer;
        try {
            answer = codec.decode(record.topic(), record.value());
        } catch (NoisyStudentException e) {
            // If it was one of ours, it is missed below.
            LOGGER.warn("skipped an answer position={} {}", InboundRecordParser.position(record), e.describe());
            return;
        }
        if (answer.generation() == request.generation() && answer.model().equals(request.teacher())) {
            if (byTask.putIfAbsent(answer.taskId(), answer) == null) {
                RecordTracing.linkTo(record.headers());
            }
        }
    }

    private static void requireComplete(TrainingRequest request, List<PseudoLabels> answers) {
        TrainingRanges data = request.data();
        long samples = answers.stream().mapToLong(PseudoLabels::samples).sum();
        if (answers.size() != data.labelingTasks() || samples != data.samples()) {
            throw new NoisyStudentException(
                    ErrorCode.RANGE_INCOMPLETE,
                    request.id(),
                    answers.size() + " answers with " + samples + " samples were found, " + data.labelingTasks()
                            + " answers with " + data.samples() + " samples were announced; keep the topic of "
                            + "pseudo-labels longer than a generation takes");
        }
    }
}
