package io.noisystudent.registry.view;

import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.RegistryKeys;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Reads the slots of aliases, and extends each chain as far as they fit. */
final class AliasLoader {
    private final StoreReader reader;
    private final DamageLog damage;
    private final Consumer<ModelView> continuations;

    /** @param continuations catches up with where the numbers of a model go on */
    AliasLoader(StoreReader reader, Consumer<ModelView> continuations) {
        this.reader = reader;
        this.damage = reader.damage();
        this.continuations = continuations;
    }

    /** Catches up with one alias; a chain that is broken stays as it is. */
    AliasChain refresh(ModelView model, String alias, Listing listing) {
        AliasChain chain = model.alias(alias);
        if (chain.isBroken()) {
            return chain;
        }
        List<SlotContent> found = slotsAfter(model, alias, chain.revision(), listing);
        if (!found.isEmpty() && found.get(found.size() - 1).revision() != chain.revision() + found.size()) {
            continuations.accept(model);
        }
        for (SlotContent slot : found) {
            model.extend(alias, before -> extended(before, model, alias, slot));
        }
        AliasChain longer = model.alias(alias);
        noteDamage(longer);
        return longer;
    }

    /** A slot that should be there; without content it is missing or damaged. */
    @SuppressWarnings("ArrayRecordComponent") // used at once
    private record SlotContent(long revision, String key, byte @Nullable [] bytes) {}

    /** The slots after this revision, in order. */
    private List<SlotContent> slotsAfter(ModelView model, String alias, long revision, Listing listing) {
        String prefix = RegistryKeys.slots(model.name(), alias);
        List<String> listed =
                listing.keys(prefix, revision == 0 ? "" : RegistryKeys.slot(model.name(), alias, revision));
        if (listed.isEmpty()) {
            return List.of();
        }
        // A store may list a slot before the one that was created earlier: the keys in between are asked for too.
        long last = Keys.number(listed.get(listed.size() - 1), prefix).orElse(revision);
        Map<String, byte[]> contents = reader.fetch(LongStream.rangeClosed(revision + 1, last)
                .mapToObj(number -> RegistryKeys.slot(model.name(), alias, number))
                .toList());
        return LongStream.rangeClosed(revision + 1, last)
                .mapToObj(number -> {
                    String key = RegistryKeys.slot(model.name(), alias, number);
                    return new SlotContent(number, key, contents.get(key));
                })
                .filter(slot -> slot.bytes() != null || damage.has(slot.key()))
                .toList();
    }

    /** The chain with this slot, unless it has it: another thread may have been faster. */
    private static AliasChain extended(AliasChain chain, ModelView model, String alias, SlotContent slot) {
        if (slot.revision() <= chain.revision() || chain.isBroken()) {
            return chain;
        }
        if (!model.continuations().follows(alias, chain.revision(), slot.revision())) {
            return chain.missing(slot.key());
        }
        return slot.bytes() == null ? chain.damaged(slot.key()) : chain.append(slot.revision(), slot.bytes());
    }

    private void noteDamage(AliasChain chain) {
        if (chain.isBroken() && !damage.has(chain.brokenKey())) {
            damage.found(chain.brokenKey(), "the chain of the alias is broken here: " + chain.broken());
        }
    }

    /** Reads the chains that are broken once more, from their beginning: a slot may have been restored. */
    void followAgain(ModelView model) {
        model.aliases().forEach((alias, chain) -> {
            if (chain.isBroken()) {
                followAgain(model, alias, chain);
            }
        });
    }

    private void followAgain(ModelView model, String alias, AliasChain broken) {
        AliasChain again = AliasChain.empty(model.name(), alias);
        for (SlotContent slot : slotsAfter(model, alias, 0, reader)) {
            again = extended(again, model, alias, slot);
        }
        if (!again.isBroken() || again.revision() > broken.revision()) {
            AliasChain mended = again;
            model.extend(alias, chain -> chain.isBroken() ? mended : chain);
            damage.keys(RegistryKeys.slots(model.name(), alias)).forEach(damage::sound);
            noteDamage(mended);
        }
    }
}
