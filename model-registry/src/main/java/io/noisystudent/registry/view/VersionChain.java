package io.noisystudent.registry.view;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last version of a model that was read, by the digest of its object: the next version's object names it.
 *
 * <p>Only neighbors are compared. A version that is damaged is not part of it, so that one does not take the versions
 * after it along; those of before there was a chain name nothing.
 */
final class VersionChain {
    private int last;
    private @Nullable String lastSha256;

    /**
     * Adds a version, unless a later one was added.
     *
     * @param previousSha256 what the object says of the one before it; null if it says nothing
     * @return whether the version before it is the one that it names, as far as that is known
     */
    synchronized boolean append(int version, @Nullable String previousSha256, String sha256) {
        if (version <= last) {
            return true;
        }
        boolean follows = previousSha256 == null || last != version - 1 || previousSha256.equals(lastSha256);
        last = version;
        lastSha256 = sha256;
        return follows;
    }

    synchronized Optional<String> sha256Of(int version) {
        return last == version ? Optional.ofNullable(lastSha256) : Optional.empty();
    }
}
