package io.noisystudent.registry.messaging;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.registry.webhooks.Webhook;
import io.noisystudent.registry.webhooks.WebhookDispatcher;
import io.noisystudent.registry.webhooks.Webhooks;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each webhook a thread of its own: a receiver that is slow delays no other. */
@Singleton
public class WebhookRunner {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookRunner.class);

    private final Instance<Webhooks> webhooks;
    private final Instance<WebhookDispatcher.Tools> tools;
    private final List<Worker> workers = new ArrayList<>();
    private boolean started;

    /** @param webhooks and {@code tools} made when they are first needed: the store may not be there yet */
    WebhookRunner(Instance<Webhooks> webhooks, Instance<WebhookDispatcher.Tools> tools) {
        this.webhooks = webhooks;
        this.tools = tools;
    }

    /** Asks for a pass of each soon. */
    synchronized void wake() {
        if (!started) {
            started = true;
            webhooks.get().webhooks().forEach(webhook -> workers.add(new Worker(webhook, tools.get())));
        }
        workers.forEach(Worker::wake);
    }

    @PreDestroy
    synchronized void close() {
        workers.forEach(worker -> worker.thread.shutdownNow());
    }

    /** One webhook's thread; requests that come while it works become one pass. */
    private static final class Worker {
        private final WebhookDispatcher dispatcher;
        private final String name;
        private final AtomicBoolean wanted = new AtomicBoolean();
        private final ExecutorService thread;
        private @Nullable String failure;

        Worker(Webhook webhook, WebhookDispatcher.Tools tools) {
            this.dispatcher = new WebhookDispatcher(webhook, tools);
            this.name = webhook.name();
            this.thread = Executors.newSingleThreadExecutor(task -> {
                Thread made = new Thread(task, "webhook-" + webhook.name());
                made.setDaemon(true);
                return made;
            });
        }

        void wake() {
            if (wanted.compareAndSet(false, true)) {
                try {
                    thread.execute(this::pass);
                } catch (RejectedExecutionException e) {
                    LOG.debug("no pass: the registry is ending");
                }
            }
        }

        private void pass() {
            wanted.set(false);
            try {
                dispatcher.pass();
                failure = null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (NoisyStudentException e) {
                if (failure == null) {
                    LOG.warn("webhook={} waits {}", name, e.describe());
                }
                failure = e.describe();
            } catch (RuntimeException e) {
                LOG.error("webhook={} waits", name, e);
            }
        }
    }
}
