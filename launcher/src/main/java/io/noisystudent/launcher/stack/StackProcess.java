package io.noisystudent.launcher.stack;

import io.noisystudent.embedded.EmbeddedKafka;
import io.noisystudent.embedded.EmbeddedObjectStore;
import java.nio.file.Path;

/** One running process of the stack. */
interface StackProcess extends AutoCloseable {
    ProcessHandle handle();

    /** The file that takes its output. */
    Path log();

    /** Asks the process to stop; {@link #close} waits for it. */
    void requestStop();

    /** Stops the process, hard if it takes too long. */
    @Override
    void close();

    /** The broker stops last, when it is closed. */
    static StackProcess of(EmbeddedKafka broker) {
        return new Embedded(broker.process(), broker.log(), broker::close);
    }

    /** The store stops last, when it is closed. */
    static StackProcess of(EmbeddedObjectStore store) {
        return new Embedded(store.process(), store.log(), store::close);
    }

    /** Broker or store, whose clients are stopped before. */
    record Embedded(ProcessHandle handle, Path log, Runnable end) implements StackProcess {
        @Override
        public void requestStop() {
            // Its clients still need it.
        }

        @Override
        public void close() {
            end.run();
        }
    }
}
