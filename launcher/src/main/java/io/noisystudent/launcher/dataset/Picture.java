package io.noisystudent.launcher.dataset;

import java.io.IOException;

/** An image with its known class, read when it is needed. */
public interface Picture {
    /** Unique within its data set; says nothing about the class. */
    String key();

    /** Index into the data set's classes. */
    int label();

    /** The encoded file: JPEG or PNG. */
    byte[] encoded() throws IOException;
}
