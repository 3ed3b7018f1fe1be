"""What a class finds hard: from its graded submissions one page to read and one table to count with.

Others use ``report_page`` (``write_report``), ``class_statistics``, ``similar_submissions`` and
``report_table`` (``as_csv``).
"""
