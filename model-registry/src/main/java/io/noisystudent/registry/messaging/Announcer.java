package io.noisystudent.registry.messaging;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.registry.reconcile.EventReconciler;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes on a thread of its own, so that no request waits for Kafka; calls during a pass lead to one more pass. */
@Singleton
public class Announcer {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final long STOP_SECONDS = 2;

    private final Instance<EventReconciler> reconciler;
    private final WebhookRunner webhooks;
    private final Broker broker;
    private volatile boolean open;
    private final AtomicBoolean wanted = new AtomicBoolean();
    private final AtomicLong published = new AtomicLong();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "announcer");
        made.setDaemon(true);
        return made;
    });

    /** @param reconciler made when it is first needed: its channel exists only after the start */
    Announcer(Instance<EventReconciler> reconciler, Broker broker, WebhookRunner webhooks) {
        this.reconciler = reconciler;
        this.broker = broker;
        this.webhooks = webhooks;
    }

    /** Lets passes begin once the channel to the broker exists. */
    void open(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER + 1000) StartupEvent event) {
        compare();
        open = true;
        announce();
    }

    /** Before the first request: a number that the log has seen must not be given again. */
    private void compare() {
        if (broker.isPrepared()) {
            try {
                reconciler.get().compare();
            } catch (NoisyStudentException e) {
                broker.failed(e);
            }
        }
    }

    /** Asks for a pass; does nothing before the channel exists. */
    public void announce() {
        if (open) {
            webhooks.wake();
        }
        if (open && wanted.compareAndSet(false, true)) {
            try {
                thread.execute(this::pass);
            } catch (RejectedExecutionException e) {
                LOG.debug("events are not published any more: the registry stops");
            }
        }
    }

    /** Events published by this process. */
    public long published() {
        return published.get();
    }

    private void pass() {
        wanted.set(false);
        broker.pass(() -> {
            broker.prepare();
            reconciler.get().reconcile(published::addAndGet);
        });
    }

    /**
     * Waits a moment for the pass at hand, without an interrupt, which Kafka's clients report as an error; what it does not
     * publish, the next start does. Before beans are destroyed: the pass uses them.
     */
    void stop(@Observes ShutdownEvent event) {
        open = false;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.info("events are published at the next start: the broker takes its time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
