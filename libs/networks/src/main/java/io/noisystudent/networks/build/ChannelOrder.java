package io.noisystudent.networks.build;

/** Order of the colors that a network takes: images are red, green, blue; OpenCV and Caffe have blue first. */
public enum ChannelOrder {
    RGB,
    BGR
}
