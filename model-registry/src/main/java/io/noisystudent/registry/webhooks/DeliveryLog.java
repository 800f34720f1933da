package io.noisystudent.registry.webhooks;

import io.noisystudent.contracts.registry.Page;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.Layout;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/** What was sent to whom, in the store: it survives every process, and of several instances one makes an attempt. */
public final class DeliveryLog {
    private static final int OBJECTS = 1000;

    private final ObjectStore store;
    private final SlotWriter slots;
    private final int attempts;

    /** @param attempts after so many failures a delivery is given up */
    public DeliveryLog(ObjectStore store, SlotWriter slots, int attempts) {
        this.store = requireNonNull(store, "store is null");
        this.slots = requireNonNull(slots, "slots is null");
        this.attempts = attempts;
    }

    /** When a webhook was known for the first time: what happened before is not sent. */
    private record Beginning(String webhook, Instant since) {}

    /** The moment from which on a webhook is notified; {@code now} if this is its first. */
    Instant since(String webhook, Instant now) {
        String key = Layout.webhookBeginning(webhook);
        Optional<byte[]> known =
                store.get(key).or(() -> slots.write(key, Documents.write(new Beginning(webhook, now))));
        return known.map(
                        content -> Documents.read(key, content, Beginning.class).since())
                .orElse(now);
    }

    /** Where a notice stands; the attempts are those that have an object. */
    Delivery delivery(String webhook, String notice) {
        String prefix = Layout.deliveries(webhook) + notice + "/";
        List<Attempt> made = store.list(prefix, "", OBJECTS).stream()
                .map(ObjectStat::key)
                .flatMap(key -> store.get(key).map(content -> Documents.read(key, content, Attempt.class)).stream())
                .toList();
        return of(webhook, notice, made);
    }

    private Delivery of(String webhook, String notice, List<Attempt> made) {
        Delivery.State state = Delivery.State.PENDING;
        if (made.stream().anyMatch(attempt -> attempt.phase() == Attempt.Phase.DELIVERED)) {
            state = Delivery.State.DELIVERED;
        } else if (made.stream()
                .anyMatch(attempt -> attempt.phase() == Attempt.Phase.FAILED && attempt.number() >= attempts)) {
            state = Delivery.State.GIVEN_UP;
        }
        return new Delivery(webhook, made.isEmpty() ? notice : made.get(0).id(), state, made);
    }

    /** Creates the object of an attempt; whether it is ours. */
    boolean write(String notice, Attempt attempt) {
        String key = Layout.attempt(
                attempt.webhook(), notice, attempt.number(), attempt.phase().name());
        return slots.write(key, Documents.write(attempt)).isEmpty();
    }

    /** The notices of a webhook that were tried, in the order of their keys: by model, then by what happened. */
    public Page<Delivery> page(String webhook, @Nullable String cursor, int limit) {
        String prefix = Layout.deliveries(webhook);
        List<Delivery> items = new ArrayList<>();
        // '0' follows '/', so nothing of this notice comes after it.
        String after = cursor == null ? "" : prefix + cursor + "0";
        String last = null;
        while (true) {
            List<ObjectStat> next = store.list(prefix, after, 1);
            if (next.isEmpty()) {
                return new Page<>(items, null);
            }
            if (items.size() == limit) {
                return new Page<>(items, last);
            }
            String key = next.get(0).key();
            last = key.substring(prefix.length(), key.lastIndexOf('/'));
            items.add(delivery(webhook, last));
            after = prefix + last + "0";
        }
    }
}
