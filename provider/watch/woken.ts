/**
 * Why a pause ended before its time. One for all: without a reason each abort would make an error with a stack trace,
 * and a thousand waits would hold as many.
 */
export const WOKEN = "there is news";
