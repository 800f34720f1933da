package io.noisystudent.registry.webhooks;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.Page;
import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/** What was sent to whom, in the store: it survives every process, and of several instances one makes an attempt. */
public final class DeliveryLog {
    private static final int OBJECTS = 1000;
    private static final Pattern ATTEMPT = Pattern.compile("([0-9]{10})-(begun|delivered|failed)\\.json");

    private final ObjectStore store;
    private final DamageLog damage;
    private final SlotWriter slots;
    private final int attempts;

    /** @param attempts after so many failures a delivery is given up */
    public DeliveryLog(ObjectStore store, DamageLog damage, SlotWriter slots, int attempts) {
        this.store = requireNonNull(store, "store is null");
        this.damage = requireNonNull(damage, "damage is null");
        this.slots = requireNonNull(slots, "slots is null");
        this.attempts = attempts;
    }

    /** When a webhook was known for the first time: what happened before is not sent. */
    private record Beginning(String webhook, Instant since) {}

    /** The moment from which on a webhook is notified; {@code now} if this is its first. */
    Instant since(String webhook, Instant now) {
        String key = RegistryKeys.webhookBeginning(webhook);
        try {
            Optional<byte[]> known =
                    store.get(key).or(() -> slots.write(key, Documents.seal(new Beginning(webhook, now))));
            Instant since = known.map(content ->
                            Documents.read(key, content, Beginning.class).since())
                    .orElse(now);
            damage.sound(key);
            return since;
        } catch (NoisyStudentException e) {
            damage.unreadable(store, key, e);
            // The store has the time of the write, which was at that moment.
            return store.stat(key).map(ObjectStat::lastModified).orElse(now);
        }
    }

    /** Where a notice stands; the attempts are those that have an object. */
    Delivery delivery(String webhook, String notice) {
        String prefix = RegistryKeys.deliveries(webhook) + notice + "/";
        List<Attempt> made = new ArrayList<>();
        for (ObjectStat object : store.list(prefix, "", OBJECTS)) {
            attempt(webhook, notice, object, prefix).ifPresent(made::add);
        }
        return of(webhook, notice, made);
    }

    /** An attempt; of one whose object is damaged, what the key and the store say. */
    private Optional<Attempt> attempt(String webhook, String notice, ObjectStat object, String prefix) {
        try {
            Optional<Attempt> attempt =
                    store.get(object.key()).map(content -> Documents.read(object.key(), content, Attempt.class));
            damage.sound(object.key());
            return attempt;
        } catch (NoisyStudentException e) {
            damage.unreadable(store, object.key(), e);
            Matcher name = ATTEMPT.matcher(object.key().substring(prefix.length()));
            return name.matches()
                    ? Optional.of(new Attempt(
                            webhook,
                            notice,
                            Integer.parseInt(name.group(1)),
                            Attempt.Phase.valueOf(name.group(2).toUpperCase(Locale.ROOT)),
                            object.lastModified(),
                            null,
                            "its object is damaged",
                            ""))
                    : Optional.empty();
        }
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
        String key = RegistryKeys.attempt(
                attempt.webhook(), notice, attempt.number(), attempt.phase().name());
        return slots.write(key, Documents.seal(attempt)).isEmpty();
    }

    /** The notices of a webhook that were tried, in the order of their keys: by model, then by what happened. */
    public Page<Delivery> page(String webhook, @Nullable String cursor, int limit) {
        String prefix = RegistryKeys.deliveries(webhook);
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
