package io.noisystudent.teacher.config;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.log.LogEnds;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For how long the readers of a topic have stood before an open transaction: the age of its last stable offset. Looks
 * now and then, on a thread of its own, so that a broker that does not answer delays nobody.
 */
final class OpenTransactions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenTransactions.class);
    private static final Duration INTERVAL = Duration.ofSeconds(15);

    private final Admin admin;
    private final LogEnds ends;
    private final List<String> topics;
    private final StableOffsetAge age;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread looking = new Thread(work, "open-transactions");
        looking.setDaemon(true);
        return looking;
    });

    /** @param topics that are written in transactions */
    OpenTransactions(Map<String, Object> client, List<String> topics, Clock clock) {
        this.admin = Admin.create(client);
        this.ends = new LogEnds(admin);
        this.topics = List.copyOf(topics);
        this.age = new StableOffsetAge(clock);
    }

    void start() {
        Future<?> unused = thread.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    double ageSeconds() {
        return age.seconds();
    }

    void look() {
        try {
            for (String topic : topics) {
                age.note(topic, ends.committed(topic), ends.written(topic));
            }
        } catch (NoisyStudentException e) {
            LOG.debug("{}", e.describe());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        admin.close(Duration.ZERO);
    }
}
