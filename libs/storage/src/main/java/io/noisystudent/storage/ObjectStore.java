package io.noisystudent.storage;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Objects under keys, each created once and never changed: the create-only condition is the only lock of the system.
 * Only a damaged object is ever replaced, and one that is there to be replaced: by it a client learns whether the store
 * takes writes.
 *
 * <p>Of any number of writers that create the same key, in any processes, exactly one gets {@link PutResult.Created}.
 * An object is seen whole or not at all, and as soon as its creation returned. Keys are those that {@link
 * ObjectKeys#require} accepts. Implementations may be used by many threads.
 *
 * <p>Every method throws {@link io.noisystudent.contracts.error.NoisyStudentException}: {@code STORE_UNAVAILABLE} if
 * the store cannot be reached, {@code STORE_REFUSED} if it refuses the request, {@code BAD_NAME} for a key that is not
 * allowed, and what is named below.
 */
public interface ObjectStore {
    /** The largest object that {@link #get} reads into memory, in bytes. */
    int SMALL_OBJECT_BYTES = 16 * 1024 * 1024;

    /** The largest object that a store takes under a condition: one S3 PUT, in bytes. */
    long MAX_OBJECT_BYTES = 5L * 1024 * 1024 * 1024;

    /**
     * Creates an object unless its key is taken.
     *
     * @param content exactly {@code length} bytes; read once, not closed
     * @param length the object's size in bytes, at most {@link #MAX_OBJECT_BYTES}, else {@code TOO_LARGE}
     * @return who won; a loser has changed nothing
     * @throws OutcomeUnknownException if the reply was lost: read the key back to learn whether the object is yours
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code BAD_REQUEST} if {@code content} has
     *     another length; nothing is stored then
     * @throws java.io.UncheckedIOException if {@code content} cannot be read; nothing is stored then
     */
    PutResult create(String key, InputStream content, long length);

    /** Creates an object from a file, streamed, unless its key is taken; as {@link #create(String, InputStream, long)}. */
    PutResult create(String key, Path file);

    /** Creates a small object unless its key is taken; as {@link #create(String, InputStream, long)}. */
    default PutResult create(String key, byte[] content) {
        return create(key, new ByteArrayInputStream(content), content.length);
    }

    /**
     * Puts an object in the place of a damaged one, in one step: readers see the one or the other, whole.
     *
     * <p>Only for what its key alone determines, a file under its digest or a fixed content for example, or what is
     * derived from other objects: every writer writes something that is right, and none can undo another's decision.
     *
     * @throws OutcomeUnknownException if the reply was lost: replace it again
     */
    void replace(String key, Path file);

    /** Replaces a small object; as {@link #replace(String, Path)}. */
    void replace(String key, byte[] content);

    /**
     * Opens a part of an object as a stream, which the caller closes.
     *
     * @param range clipped to the object's end
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code NOT_FOUND} if there is no such object;
     *     {@code RANGE_NOT_SATISFIABLE} if it ends before the range begins
     */
    InputStream open(String key, ByteRange range);

    /** Opens a whole object as a stream, which the caller closes; {@code NOT_FOUND} if there is no such object. */
    InputStream open(String key);

    /** Reads a small object; {@code TOO_LARGE} above {@link #SMALL_OBJECT_BYTES}. */
    Optional<byte[]> get(String key);

    Optional<ObjectStat> stat(String key);

    /**
     * Lists objects in the order of their keys' UTF-8 bytes.
     *
     * @param prefix only keys that begin with it; empty for all
     * @param after only keys strictly after it; empty to begin with the first
     * @param limit the largest number of objects to return, positive
     */
    List<ObjectStat> list(String prefix, String after, int limit);

    /** Removes an object; nothing happens if there is none. Only for garbage and leases: what is committed stays. */
    void delete(String key);
}
