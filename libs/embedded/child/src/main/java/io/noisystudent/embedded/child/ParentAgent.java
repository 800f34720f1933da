package io.noisystudent.embedded.child;

import org.jspecify.annotations.Nullable;

/**
 * A Java agent that ends any program when its parent ends: {@code java -javaagent:... -jar program.jar}. The program
 * is not aware of it, so that nothing reads its standard input where it is started without a parent, in a container
 * for example.
 */
public final class ParentAgent {
    private ParentAgent() {}

    /** Called by Java before the program's {@code main}. */
    public static void premain(@Nullable String arguments) {
        ParentWatch.start(System.in);
    }
}
