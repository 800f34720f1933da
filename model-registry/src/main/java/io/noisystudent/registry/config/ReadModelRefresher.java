package io.noisystudent.registry.config;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.registry.messaging.Announcer;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.registry.reconcile.LookSchedule;
import io.noisystudent.registry.view.RegistryView;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the read model and the topic current. */
@Singleton
public class ReadModelRefresher {
    private static final Logger LOG = LoggerFactory.getLogger(ReadModelRefresher.class);
    /** After so many intervals without a look, the store is asked whether it still answers. */
    private static final int QUIET = 10;

    private final RegistryView view;
    private final SlotWriter slots;
    private final Announcer announcer;
    private final LookSchedule looks;
    private final Clock clock;
    private final Duration quiet;
    private volatile Instant refreshedAt = Instant.EPOCH;
    private volatile String failure = "the store was not read yet";

    ReadModelRefresher(
            RegistryView view,
            SlotWriter slots,
            Announcer announcer,
            LookSchedule looks,
            Clock clock,
            RegistryConfig config) {
        this.view = view;
        this.slots = slots;
        this.announcer = announcer;
        this.looks = looks;
        this.clock = clock;
        this.quiet = config.registry().reconcileInterval().multipliedBy(QUIET);
    }

    @Scheduled(
            every = "${noisystudent.registry.reconcile-interval:2s}",
            delayed = "${noisystudent.registry.reconcile-interval:2s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    void refresh() {
        try {
            if (looks.isDue() || !failure.isEmpty()) {
                look();
            } else if (age().compareTo(quiet) >= 0) {
                view.requireReads();
                succeeded();
            }
            view.writeSegments(slots);
        } catch (NoisyStudentException e) {
            if (failure.isEmpty()) {
                LOG.warn("the store cannot be read {}", e.describe());
            }
            failure = e.describe();
        }
        announcer.announce();
    }

    /** Apart from the rest: a store may take long to say that it cannot read an object. */
    @Scheduled(
            every = "1m",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    void readDamagedAgain() {
        try {
            view.readDamagedAgain();
        } catch (NoisyStudentException e) {
            LOG.debug("damaged objects are read again later {}", e.describe());
        }
    }

    /** Time since the store last answered; what is not announced may be older by the interval of looks. */
    public Duration age() {
        return Duration.between(refreshedAt, clock.instant());
    }

    /** Why the last refresh failed; empty if it did not. */
    public String failure() {
        return failure;
    }

    /** Reads everything that is new in the store, which is all of it at the first time; {@code STORE_UNAVAILABLE}. */
    void look() {
        Instant begun = clock.instant();
        view.refresh();
        looks.looked(begun);
        // A look at what did not change lists, and reads nothing.
        view.requireReads();
        succeeded();
    }

    private void succeeded() {
        refreshedAt = clock.instant();
        if (!failure.isEmpty()) {
            LOG.info("the store is read models={}", view.models().size());
        }
        failure = "";
    }
}
