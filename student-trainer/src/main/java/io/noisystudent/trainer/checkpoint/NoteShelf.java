package io.noisystudent.trainer.checkpoint;

import java.util.List;
import java.util.Optional;

/** Where the notes of one request lie. */
interface NoteShelf {
    /** In their order. */
    List<String> names();

    Optional<byte[]> read(String name);

    /** False if the name is taken. */
    boolean create(String name, byte[] content);

    void delete(String name);
}
