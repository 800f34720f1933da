package io.noisystudent.teacher.config;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.kafka.log.LogEnds;
import io.noisystudent.teacher.messaging.DataWatch;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at logs now and then, on a thread of its own, so that a broker that does not answer delays no other work: for how long
 * the readers of a topic have stood before an open transaction (the age of its last stable offset), and whether the data
 * logs have lost what generations name.
 */
final class LogWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(15);

    /** Of the thread of the client, without which nothing is ever seen again. */
    static final String THREAD = "kafka-admin-client-thread | log-watch";

    private final Admin admin;
    private final LogEnds ends;
    private final List<String> topics;
    private final StableOffsetAge age;
    private final DataWatch data;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread looking = new Thread(work, "log-watch");
        looking.setDaemon(true);
        return looking;
    });

    /** @param topics that are written in transactions */
    LogWatch(Map<String, Object> client, List<String> topics, DataWatch data, Clock clock) {
        Map<String, Object> own = new HashMap<>(client);
        own.put(AdminClientConfig.CLIENT_ID_CONFIG, "log-watch");
        this.admin = Admin.create(own);
        this.ends = new LogEnds(admin);
        this.topics = List.copyOf(topics);
        this.age = new StableOffsetAge(clock);
        this.data = data;
    }

    void start() {
        Future<?> unused = thread.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    double ageSeconds() {
        return age.seconds();
    }

    DataWatch data() {
        return data;
    }

    void look() {
        try {
            for (String topic : topics) {
                age.note(topic, ends.committed(topic), ends.written(topic));
            }
            data.look(ends);
        } catch (NoisyStudentException e) {
            LOG.debug("{}", e.describe());
        } catch (RuntimeException | Error e) {
            // What the task throws would be its end.
            LOG.error("the logs could not be looked at, which is tried again", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        admin.close(Duration.ZERO);
    }
}
