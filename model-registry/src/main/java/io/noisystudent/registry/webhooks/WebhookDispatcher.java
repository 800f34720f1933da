package io.noisystudent.registry.webhooks;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.registry.view.RegistryView;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.util.Objects.requireNonNull;

/**
 * Sends one webhook what it has not heard. For one thread at a time.
 *
 * <p>At least once: what happened is in the store before it is sent, and an attempt is in the store before it is made.
 * Of several instances, the one that creates the object of an attempt makes it; if it dies, another attempt follows once
 * its lease has ended. A receiver may hear the same twice, when the reply or the registry is lost; the id is the same.
 */
public final class WebhookDispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookDispatcher.class);
    private static final JsonCodec<ModelEvent> CODEC = JsonCodec.of(ModelEvent.class);

    private final Webhook webhook;
    private final RegistryView view;
    private final DeliveryLog log;
    private final Sender sender;
    private final RetryPolicy policy;
    private final Clock clock;
    private final Supplier<String> nonces;
    private final Set<String> settled = new HashSet<>();
    private final Map<String, Instant> notBefore = new HashMap<>();
    private @Nullable Instant since;

    /** What a dispatcher works with. */
    public record Tools(
            RegistryView view,
            DeliveryLog log,
            Sender sender,
            RetryPolicy policy,
            Clock clock,
            Supplier<String> nonces) {}

    public WebhookDispatcher(Webhook webhook, Tools tools) {
        this.webhook = requireNonNull(webhook, "webhook is null");
        this.view = tools.view();
        this.log = tools.log();
        this.sender = tools.sender();
        this.policy = tools.policy();
        this.clock = tools.clock();
        this.nonces = tools.nonces();
    }

    /**
     * One pass over everything that is not settled; returns how many notices were delivered.
     *
     * @throws NoisyStudentException {@code STORE_UNAVAILABLE}; the next pass goes on
     */
    public int pass() throws InterruptedException {
        if (since == null) {
            since = log.since(webhook.name(), clock.instant());
        }
        int delivered = 0;
        for (ModelView model : view.models()) {
            for (Notice notice : Notice.of(model)) {
                if (isDue(notice, since) && attempt(notice)) {
                    delivered++;
                }
            }
        }
        return delivered;
    }

    private boolean isDue(Notice notice, Instant beginning) {
        if (settled.contains(notice.key())) {
            return false;
        }
        if (notice.at().isBefore(beginning)) {
            settled.add(notice.key());
            return false;
        }
        return !clock.instant().isBefore(notBefore.getOrDefault(notice.key(), Instant.MIN));
    }

    /** Makes the next attempt if it is due and no other registry makes it; whether the notice was delivered by it. */
    private boolean attempt(Notice notice) throws InterruptedException {
        Delivery before = log.delivery(webhook.name(), notice.key());
        if (before.state() != Delivery.State.PENDING) {
            settle(notice);
            return false;
        }
        List<Attempt> made = before.attempts();
        int number = 1;
        if (!made.isEmpty()) {
            Attempt last = made.get(made.size() - 1);
            number = last.number() + 1;
            Instant due =
                    last.at().plus(last.phase() == Attempt.Phase.FAILED ? policy.after(last.number()) : policy.lease());
            notBefore.put(notice.key(), due);
            if (clock.instant().isBefore(due)) {
                return false;
            }
        }
        return log.write(notice.key(), written(notice, number, Attempt.Phase.BEGUN, new Sender.Answer(null, null)))
                && send(notice, number);
    }

    private boolean send(Notice notice, int number) throws InterruptedException {
        Sender.Answer answer = sender.send(webhook, notice.id(), clock.instant(), CODEC.encode(notice.event()));
        boolean delivered = answer.failure() == null;
        log.write(
                notice.key(),
                written(notice, number, delivered ? Attempt.Phase.DELIVERED : Attempt.Phase.FAILED, answer));
        if (delivered) {
            settle(notice);
            LOG.info("notified webhook={} id={} attempt={}", webhook.name(), notice.id(), number);
        } else if (number >= policy.attempts()) {
            settle(notice);
            LOG.error("given up webhook={} id={} attempts={} {}", webhook.name(), notice.id(), number, answer);
        } else {
            notBefore.put(notice.key(), clock.instant().plus(policy.after(number)));
            LOG.warn("not notified webhook={} id={} attempt={} {}", webhook.name(), notice.id(), number, answer);
        }
        return delivered;
    }

    private Attempt written(Notice notice, int number, Attempt.Phase phase, Sender.Answer answer) {
        return new Attempt(
                webhook.name(),
                notice.id(),
                number,
                phase,
                clock.instant(),
                answer.status(),
                answer.failure(),
                nonces.get());
    }

    private void settle(Notice notice) {
        settled.add(notice.key());
        notBefore.remove(notice.key());
    }
}
