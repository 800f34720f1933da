package io.noisystudent.teacher.evaluation;

import io.noisystudent.contracts.codec.PredictionsCodec;
import io.noisystudent.contracts.event.Predictions;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.kafka.log.LogRangeReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the labelers' predictions from the log of evaluations, which is where they are kept. */
public final class AnswerLog {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerLog.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PredictionsCodec codec = new PredictionsCodec();
    private final Map<String, Object> client;
    private final String topic;

    /** @param client properties of a Kafka client */
    public AnswerLog(Map<String, Object> client, String topic) {
        this.client = Map.copyOf(client);
        this.topic = topic;
    }

    /**
     * The answers at these offsets, and no others: of a task that was answered twice only the first counts.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException if the log no longer has them
     */
    public List<Predictions> read(Collection<Long> offsets) {
        Set<Long> wanted = new HashSet<>(offsets);
        List<Predictions> answers = new ArrayList<>();
        if (wanted.isEmpty()) {
            return answers;
        }
        LogRange range = new LogRange(
                topic,
                Topics.ORDERED,
                wanted.stream().mapToLong(Long::longValue).min().orElseThrow(),
                wanted.stream().mapToLong(Long::longValue).max().orElseThrow() + 1);
        try (LogRangeReader reader = new LogRangeReader(client, PATIENCE)) {
            reader.read(range, record -> {
                if (wanted.contains(record.offset())) {
                    answers.add(codec.decode(topic, record.value()));
                }
            });
        }
        LOG.debug("range={} answers={}", range, answers.size());
        return answers;
    }
}
