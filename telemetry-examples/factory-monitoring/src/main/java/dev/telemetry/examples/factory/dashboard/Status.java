package dev.telemetry.examples.factory.dashboard;

/** The phase of the job and the words for it. */
record Status(Phase phase, String text) {}
