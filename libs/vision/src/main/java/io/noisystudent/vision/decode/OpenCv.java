package io.noisystudent.vision.decode;

import io.noisystudent.vision.natives.NativeLibraries;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;

/** Loads OpenCV once, and keeps it to the calling thread: parallelism is the caller's business. */
final class OpenCv {
    static {
        NativeLibraries.load(opencv_core.class, opencv_imgcodecs.class);
        opencv_core.setNumThreads(1);
    }

    private OpenCv() {}

    /** Does its work by being called. */
    static void ensureLoaded() {}
}
