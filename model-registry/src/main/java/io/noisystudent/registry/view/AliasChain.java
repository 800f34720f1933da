package io.noisystudent.registry.view;

import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.RegistryKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The slots of an alias from revision 1 on, each verified to carry the SHA-256 of the one before.
 *
 * <p>A chain in which a slot does not fit is broken from there on: it says so at every question about the present,
 * rather than name a teacher that was never promoted.
 */
public final class AliasChain {
    private final String model;
    private final String alias;
    private final List<AliasSlot> slots;
    private final @Nullable String headSha256;
    private final @Nullable Break broken;

    /** @param key of the slot with which it does not go on */
    private record Break(String key, String why) {}

    private AliasChain(
            String model, String alias, List<AliasSlot> slots, @Nullable String headSha256, @Nullable Break broken) {
        this.model = model;
        this.alias = alias;
        this.slots = slots;
        this.headSha256 = headSha256;
        this.broken = broken;
    }

    /** The chain of an alias that was never set. */
    public static AliasChain empty(String model, String alias) {
        return new AliasChain(model, alias, List.of(), null, null);
    }

    /** This chain with one more slot, of a revision that may follow; a slot that does not fit breaks it. */
    AliasChain append(long revision, byte[] content) {
        if (broken != null) {
            return this;
        }
        String key = RegistryKeys.slot(model, alias, revision);
        try {
            AliasSlot slot = Documents.read(key, content, AliasSlot.class);
            String misfit = misfit(revision, slot);
            if (misfit != null) {
                return broken(key, key + " " + misfit);
            }
            List<AliasSlot> longer = new ArrayList<>(slots);
            longer.add(slot);
            return new AliasChain(model, alias, List.copyOf(longer), Digests.sha256Hex(content), null);
        } catch (NoisyStudentException e) {
            return broken(key, e.describe());
        }
    }

    private AliasChain broken(String key, String why) {
        return new AliasChain(model, alias, slots, headSha256, new Break(key, why));
    }

    /** This chain, broken because the slot after its head is not there though later ones are. */
    AliasChain missing(String found) {
        String key = RegistryKeys.slot(model, alias, revision() + 1);
        return broken(key, key + " is missing, though " + found + " is there");
    }

    /** This chain, broken because this slot after its head is damaged. */
    AliasChain damaged(String key) {
        return broken(key, key + " is damaged");
    }

    /** Revision of the last slot that fits; 0 when there is none. */
    public long revision() {
        return slots.isEmpty() ? 0 : slots.get(slots.size() - 1).revision();
    }

    /** The slot of this revision. */
    public Optional<AliasSlot> at(long revision) {
        return after(revision - 1).filter(slot -> slot.revision() == revision);
    }

    /** The first slot after this revision. */
    public Optional<AliasSlot> after(long revision) {
        int low = 0;
        int high = slots.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (slots.get(middle).revision() <= revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < slots.size() ? Optional.of(slots.get(low)) : Optional.empty();
    }

    /**
     * The slot that counts, or empty when the alias was never set or was removed; {@code CHAIN_BROKEN} if it cannot be
     * determined.
     */
    public Optional<AliasSlot> head() {
        return last().filter(slot -> !slot.isRemoval());
    }

    /** As {@link #head}, a removal too. */
    public Optional<AliasSlot> last() {
        requireIntact();
        return slots.isEmpty() ? Optional.empty() : Optional.of(slots.get(slots.size() - 1));
    }

    /** SHA-256 of the head's bytes; null when there is none. */
    public @Nullable String headSha256() {
        return headSha256;
    }

    /** The slots that fit, oldest first. */
    public List<AliasSlot> slots() {
        return slots;
    }

    /** The last slot that points to this version. */
    public Optional<AliasSlot> lastOf(int version) {
        return slots.stream().filter(slot -> slot.version() == version).reduce((first, second) -> second);
    }

    /** Why it does not go on; empty if it does. */
    String broken() {
        return broken == null ? "" : broken.why();
    }

    /** The key of the slot with which it does not go on; empty if it does. */
    String brokenKey() {
        return broken == null ? "" : broken.key();
    }

    public boolean isBroken() {
        return broken != null;
    }

    /** Throws {@code CHAIN_BROKEN} unless every slot fits. */
    public void requireIntact() {
        if (broken != null) {
            throw new NoisyStudentException(
                    ErrorCode.CHAIN_BROKEN,
                    model + "/" + alias,
                    "the chain of slots does not verify: " + broken.why()
                            + "; the store was changed from outside: restore that object from a copy");
        }
    }

    private @Nullable String misfit(long revision, AliasSlot slot) {
        if (!slot.model().equals(model) || !slot.alias().equals(alias)) {
            return "is a slot of " + slot.model() + "/" + slot.alias();
        }
        if (slot.revision() != revision) {
            return "says revision " + slot.revision();
        }
        if (!Objects.equals(slot.previousSha256(), headSha256)) {
            return "names " + slot.previousSha256() + " as its predecessor, which has " + headSha256;
        }
        return null;
    }
}
